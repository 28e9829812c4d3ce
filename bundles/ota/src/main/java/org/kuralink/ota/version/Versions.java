/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.ota.version;

import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
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
 * The running versions of devices: from a {@link VersionSource}, else from the last update, else
 * from the configuration; and the order of two versions. Each source is called on a daemon thread
 * {@code kuralink-ota-version} of its own. A source that does not answer in time is unknown, and is
 * not called again before it has returned. Any thread may call.
 */
public final class Versions {

  private static final Logger LOG = LoggerFactory.getLogger(Versions.class);

  private static final Pattern PART = Pattern.compile("\\d+|\\p{L}+");

  private final Ranked<Source> sources = new Ranked<>();
  private final Duration patience;
  private final LongSupplier nanoTime;

  /**
   * Creates the registry without sources.
   *
   * @param patience how long a call of a source may take, and delay the caller
   */
  public Versions(Duration patience, LongSupplier nanoTime) {
    this.patience = patience;
    this.nanoTime = nanoTime;
  }

  /** Registers a source, or replaces its properties. */
  public void put(VersionSource source, Map<String, ?> properties) {
    Object module = properties.get(FirmwareInstaller.MODULE);
    sources.put(
        source,
        properties,
        new Source(source, module == null ? FirmwareOrder.DEFAULT_MODULE : module.toString()));
  }

  /** Removes a registration of a source. */
  public void remove(VersionSource source, Map<String, ?> properties) {
    sources.remove(source, properties);
  }

  /** Returns all versions of a device, by module. */
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

  /**
   * Returns the versions from the sources, by module; if several know a module, that of the highest
   * rank.
   */
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

  /** Returns whether a source serves the device. */
  public boolean serve(UpdatedDevice device) {
    return sources.serving(device::isServedBy).findAny().isPresent();
  }

  /**
   * Compares two versions as people read them: runs of digits count as numbers, letters by the
   * alphabet, and all other characters only separate. A word after the numbers is earlier than
   * none, so that 1.0-beta comes before 1.0.
   *
   * @return less than 0 if {@code one} is the earlier version
   */
  public static int compare(String one, String other) {
    List<String> left = parts(one);
    List<String> right = parts(other);
    pad(left, right);
    pad(right, left);
    for (int i = 0; i < Math.max(left.size(), right.size()); i++) {
      int order =
          compareParts(i < left.size() ? left.get(i) : "", i < right.size() ? right.get(i) : "");
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }

  /** Pads the leading numbers with the zeros that the other version writes out. */
  private static void pad(List<String> version, List<String> like) {
    int numbers = numbers(version);
    for (int i = numbers; numbers > 0 && i < numbers(like); i++) {
      version.add(i, "0");
    }
  }

  private static int numbers(List<String> version) {
    int numbers = 0;
    while (numbers < version.size() && kind(version.get(numbers)) == 2) {
      numbers++;
    }
    return numbers;
  }

  private static int compareParts(String one, String other) {
    int kind = Integer.compare(kind(one), kind(other));
    if (kind != 0) {
      // A missing number counts as zero: 1.0 equals 1.0.0.
      boolean zero = (one + other).matches("0+");
      return zero ? 0 : kind;
    }
    return kind(one) == 2
        ? new BigInteger(one).compareTo(new BigInteger(other))
        : one.compareToIgnoreCase(other);
  }

  /** Orders words before nothing, and nothing before numbers. */
  private static int kind(String part) {
    if (part.isEmpty()) {
      return 1;
    }
    return Character.isDigit(part.charAt(0)) ? 2 : 0;
  }

  private static List<String> parts(String version) {
    String plain = version.replaceFirst("^[vV](?=\\d)", "");
    return PART.matcher(plain)
        .results()
        .map(MatchResult::group)
        .collect(Collectors.toCollection(ArrayList::new));
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
          // Another device is being queried: one call and one thread at a time.
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

    /** Returns the call in progress, else starts a new one. */
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
        complain("returned null");
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
            "the version of module {} is not known: the source {} {}",
            module,
            source.getClass().getName(),
            what);
      }
    }
  }
}
