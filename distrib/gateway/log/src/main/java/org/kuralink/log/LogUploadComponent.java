/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.log;

import ch.qos.logback.classic.LoggerContext;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.configuration.ConfigurationReport;
import org.kuralink.api.configuration.ConfigurationValues;
import org.kuralink.api.configuration.DataDirectory;
import org.kuralink.api.connection.ChosenSession;
import org.kuralink.api.connection.CloudSession;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.thing.DeviceLife;
import org.kuralink.api.thing.LifeState;
import org.kuralink.api.thing.Thing;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The component of the log upload: reads the configuration, tracks the session, and registers the
 * Logback appender. Owns one daemon thread, {@code kuralink-log-<name>}.
 */
@Component(
    name = LogUploadConfig.PID,
    service = ConfigurationReport.class,
    immediate = true,
    configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = LogUploadConfig.class, factory = true)
public final class LogUploadComponent implements ConfigurationReport {

  private static final Logger LOG = LoggerFactory.getLogger(LogUploadComponent.class);

  private final ChosenSession sessions = new ChosenSession();
  private final Map<DeviceLife, String> lives = new ConcurrentHashMap<>();
  private volatile @Nullable Running running;

  /** The parsed configuration. */
  private record Settings(String connection, UploadLevel level, List<String> problems) {

    static Settings of(Map<String, ?> properties) {
      ConfigurationValues values = ConfigurationValues.of(properties);
      return new Settings(
          values.text("connection"),
          values.option("level", UploadLevel.class, UploadLevel.WARN),
          values.problems());
    }
  }

  private record Running(
      Settings settings,
      ScheduledThreadPoolExecutor thread,
      LogUpload upload,
      @Nullable LogAppender appender) {}

  @Activate
  void activate(Map<String, ?> properties) {
    begin(DataDirectory.nameOf(properties, LogUploadConfig.PID), Settings.of(properties));
  }

  @Modified
  void modified(Map<String, ?> properties) {
    Running before = running;
    Settings settings = Settings.of(properties);
    if (before == null || !before.settings.equals(settings)) {
      end();
      begin(DataDirectory.nameOf(properties, LogUploadConfig.PID), settings);
    }
  }

  private void begin(String name, Settings settings) {
    settings.problems.forEach(problem -> LOG.error("{}: {}", name, problem));
    sessions.choose(
        settings.connection,
        fault -> LOG.warn("{}: {}", name, fault),
        came -> LOG.info("{}: connection '{}' is there", name, came));
    ScheduledThreadPoolExecutor thread = thread(name);
    LogUpload upload = new LogUpload(name, settings.level, this::mayReport, thread);
    Running begun = new Running(settings, thread, upload, appender(name, upload));
    running = begun;
    if (begun.appender != null) {
      sessions.onChange(() -> follow(begun));
      follow(begun);
    }
  }

  private static ScheduledThreadPoolExecutor thread(String name) {
    ScheduledThreadPoolExecutor executor =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, "kuralink-log-" + name);
              thread.setDaemon(true);
              return thread;
            });
    executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    return executor;
  }

  private static @Nullable LogAppender appender(String name, LogUpload upload) {
    Object loggers = LoggerFactory.getILoggerFactory();
    if (loggers instanceof LoggerContext logback) {
      return LogAppender.open(logback, upload);
    }
    LOG.warn(
        "{}: log upload needs Logback, but the logging backend is {}; nothing is sent",
        name,
        loggers.getClass().getName());
    return null;
  }

  private void follow(Running begun) {
    try {
      begun.thread.execute(() -> begun.upload.follow(sessions.link().orElse(null)));
    } catch (RejectedExecutionException ended) {
      return;
    }
  }

  @Deactivate
  void deactivate() {
    sessions.close();
    end();
  }

  private void end() {
    Running last = running;
    running = null;
    if (last != null) {
      sessions.onChange(() -> {});
      if (last.appender != null) {
        last.appender.close();
      }
      last.thread.execute(() -> last.upload.follow(null));
      last.thread.shutdown();
    }
  }

  /**
   * Returns whether the device may report; true without a thing, because the platform itself
   * discards unwanted lines.
   */
  private boolean mayReport(DeviceIdentity device) {
    Running present = running;
    String connection = present == null ? "" : present.settings.connection;
    return lives.entrySet().stream()
        .filter(
            life ->
                connection.isEmpty()
                    || life.getValue().isEmpty()
                    || life.getValue().equals(connection))
        .allMatch(life -> life.getKey().of(device).life() == LifeState.ACTIVE);
  }

  @Override
  public List<String> problems() {
    Running present = running;
    return present == null
        ? List.of()
        : Stream.concat(present.settings.problems.stream(), sessions.fault().stream()).toList();
  }

  @Reference(
      cardinality = ReferenceCardinality.MULTIPLE,
      policy = ReferencePolicy.DYNAMIC,
      updated = "addSession")
  void addSession(CloudSession session, Map<String, ?> properties) {
    sessions.add(session, properties);
  }

  void removeSession(CloudSession session) {
    sessions.remove(session);
  }

  @Reference(
      cardinality = ReferenceCardinality.MULTIPLE,
      policy = ReferencePolicy.DYNAMIC,
      updated = "addLife")
  void addLife(DeviceLife life, Map<String, ?> properties) {
    Object connection = properties.get(Thing.CONNECTION);
    lives.put(life, connection == null ? "" : connection.toString());
  }

  void removeLife(DeviceLife life) {
    lives.remove(life);
  }
}
