/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.ota.version;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.codec.VisibleText;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.ota.FirmwareInstaller;
import org.kuralink.api.ota.FirmwareOrder;
import org.kuralink.api.ota.VersionSource;
import org.kuralink.calls.Ranked;
import org.kuralink.ota.journal.Situation.Committed;
import org.kuralink.ota.wire.UpdatedDevice;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which versions run: what a {@link VersionSource} says, else what the last update has brought,
 * else what is configured. Each source is asked on a daemon thread {@code kuralink-ota-version} of
 * its own; what does not answer in time is not known, and not asked again before it has returned.
 * Any thread may call.
 */
public final class Versions {

  private static final Logger LOG = LoggerFactory.getLogger(Versions.class);

  private final Ranked<Source> sources = new Ranked<>();
  private final Duration patience;
  private final LongSupplier nanoTime;

  /**
   * No versions yet.
   *
   * @param patience how long a source may take, and whoever asks be delayed
   */
  public Versions(Duration patience, LongSupplier nanoTime) {
    this.patience = patience;
    this.nanoTime = nanoTime;
  }

  /** A source came, or its properties changed: those that it had before count no more. */
  public void put(VersionSource source, Map<String, ?> properties) {
    Object module = properties.get(FirmwareInstaller.MODULE);
    sources.put(
        source,
        properties,
        new Source(source, module == null ? FirmwareOrder.DEFAULT_MODULE : module.toString()));
  }

  /** A registration of a source went: it is not asked for the versions that this named. */
  public void remove(VersionSource source, Map<String, ?> properties) {
    sources.remove(source, properties);
  }

  /** All versions of a device, by module. */
  public Map<String, String> all(
      UpdatedDevice device, Map<String, String> configured, Map<String, Committed> committed) {
    Map<String, String> all = new TreeMap<>(configured);
    committed.forEach(
        (module, brought) -> {
          if (brought.configured().equals(configured.getOrDefault(module, ""))) {
            all.put(module, brought.version());
          }
        });
    all.putAll(told(device));
    return all;
  }

  /** What the sources say, by module; of several for one, the first in rank that knows it. */
  public Map<String, String> told(UpdatedDevice device) {
    Map<String, String> told = new HashMap<>();
    sources
        .serving(device::isServedBy)
        .forEach(
            one ->
                one.ask(device.subDevice())
                    .ifPresent(version -> told.putIfAbsent(one.module, version)));
    return told;
  }

  /** Whether somebody knows versions of a device. */
  public boolean serve(UpdatedDevice device) {
    return sources.serving(device::isServedBy).findAny().isPresent();
  }

  private record Question(
      Optional<DeviceIdentity> subDevice, FutureTask<Optional<String>> task, long since) {}

  private final class Source {

    private final VersionSource source;
    private final String module;
    private final AtomicReference<@Nullable Question> last = new AtomicReference<>();
    private final AtomicReference<String> complaint = new AtomicReference<>("");

    Source(VersionSource source, String module) {
      this.source = source;
      this.module = module;
    }

    Optional<String> ask(Optional<DeviceIdentity> subDevice) {
      try {
        Question question = question(subDevice);
        while (!question.subDevice.equals(subDevice)) {
          // Somebody asks for another device: one question at a time, and one thread.
          answer(question);
          question = question(subDevice);
        }
        return usable(answer(question));
      } catch (ExecutionException e) {
        complain("failed: " + e.getCause());
      } catch (TimeoutException e) {
        complain("does not return");
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      return Optional.empty();
    }

    private @Nullable Optional<String> answer(Question question)
        throws ExecutionException, TimeoutException, InterruptedException {
      long left = patience.toNanos() - (nanoTime.getAsLong() - question.since);
      return question.task.get(Math.max(0, left), TimeUnit.NANOSECONDS);
    }

    /** The question that has no answer yet, else a new one. */
    private Question question(Optional<DeviceIdentity> subDevice) {
      Question before = last.get();
      if (before != null && !before.task.isDone()) {
        return before;
      }
      Question fresh =
          new Question(
              subDevice, new FutureTask<>(() -> source.version(subDevice)), nanoTime.getAsLong());
      if (last.compareAndSet(before, fresh)) {
        Thread thread = new Thread(fresh.task, "kuralink-ota-version");
        thread.setDaemon(true);
        thread.start();
        return fresh;
      }
      Question other = last.get();
      return other == null ? fresh : other;
    }

    private Optional<String> usable(@Nullable Optional<String> answer) {
      if (answer == null) {
        complain("returned nothing");
        return Optional.empty();
      }
      Optional<String> version = answer.filter(text -> !text.isBlank());
      if (version.filter(text -> !VisibleText.of(text).equals(text)).isPresent()) {
        complain("says " + VisibleText.of(version.get()) + ", which has control characters");
        return Optional.empty();
      }
      complaint.set("");
      return version;
    }

    private void complain(String what) {
      if (!what.equals(complaint.getAndSet(what))) {
        LOG.warn(
            "the version of {} is not known: the source {} {}",
            module,
            source.getClass().getName(),
            what);
      }
    }
  }
}
