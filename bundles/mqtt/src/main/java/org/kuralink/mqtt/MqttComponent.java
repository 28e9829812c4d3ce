/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.mqtt;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.kuralink.api.connection.Secret;
import org.kuralink.api.line.Line;
import org.kuralink.api.line.LineEvents;
import org.kuralink.api.line.LineException;
import org.kuralink.api.line.LineFactory;
import org.kuralink.api.line.LineLogin;
import org.kuralink.api.line.LineSettings;
import org.kuralink.login.Endpoint;
import org.kuralink.login.MqttLogin;
import org.kuralink.login.SignedLogin;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;

/**
 * Provides MQTT lines over TCP, TLS and WebSocket. Owns one daemon thread, {@code
 * kuralink-mqtt-watch}, for the time limits and pings of all lines, which ends without lines.
 * Deactivation disconnects the open lines.
 */
@Component(
    service = LineFactory.class,
    property = {
      LineFactory.TRANSPORT + "=tcp",
      LineFactory.TRANSPORT + "=tls",
      LineFactory.TRANSPORT + "=ws",
      LineFactory.TRANSPORT + "=wss"
    })
public final class MqttComponent implements LineFactory {

  private static final long IDLE_SECONDS = 5;

  /** Longer than one DISCONNECT without an answer; all lines disconnect in parallel. */
  private static final Duration GOODBYES = Duration.ofSeconds(2);

  private final ScheduledThreadPoolExecutor watch = watch();
  private final LineTime time = new LineTime(watch, System::nanoTime, Clock.systemUTC());
  private final Set<PahoLine> lines = ConcurrentHashMap.newKeySet();
  private final MqttRegistrar registrar = new MqttRegistrar(this::create, MqttRegistrar.LIMIT);

  @Override
  public Line create(LineSettings settings, LineEvents events) {
    Endpoint endpoint = Endpoint.of(settings.login().device().productKey(), settings.server());
    return create(login(settings, endpoint), settings, events);
  }

  private static MqttLogin login(LineSettings settings, Endpoint endpoint) {
    LineLogin who = settings.login();
    if (who instanceof LineLogin.Token token) {
      return new MqttLogin(endpoint.uri(), who.clientId(), token.id(), token.token(), true);
    }
    return SignedLogin.of((LineLogin.Signed) who, endpoint, settings.limits().subDevices()).login();
  }

  private Line create(MqttLogin login, LineSettings settings, LineEvents events) {
    PahoLine line = new PahoLine(login, settings, events, time, lines::remove);
    lines.add(line);
    return line;
  }

  @Override
  public Secret register(LineSettings settings, String random) throws LineException {
    return registrar.register(settings, random);
  }

  /**
   * Waits until the lines are disconnected, so that nothing of this bundle runs when its successor
   * starts. The watch continues until then, because lines that are being closed need it.
   */
  @Deactivate
  void deactivate() {
    List<PahoLine> left = List.copyOf(lines);
    left.forEach(PahoLine::close);
    long deadline = System.nanoTime() + GOODBYES.toNanos();
    try {
      for (PahoLine line : left) {
        line.awaitEnd(Duration.ofNanos(deadline - System.nanoTime()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      watch.shutdown();
    }
  }

  private static ScheduledThreadPoolExecutor watch() {
    ScheduledThreadPoolExecutor watch =
        new ScheduledThreadPoolExecutor(
            1,
            work -> {
              Thread thread = new Thread(work, "kuralink-mqtt-watch");
              thread.setDaemon(true);
              return thread;
            });
    watch.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
    watch.allowCoreThreadTimeOut(true);
    watch.setRemoveOnCancelPolicy(true);
    return watch;
  }
}
