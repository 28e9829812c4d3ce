/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.benchmarks;

import static org.kuralink.itests.benchmarks.SubDeviceCrowd.DEVICES;
import static org.kuralink.itests.benchmarks.SubDeviceCrowd.secondsUntil;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.thing.PostResult;
import org.kuralink.api.thing.PropertyPost;
import org.kuralink.api.thing.Thing;

/**
 * Measures processor time, heap and threads for 1,500 sub-devices that each post durably once per
 * minute. The platform runs in another process.
 */
public final class SubDevicesPosting {

  /** All of them once a minute. */
  private static final int POSTS_A_SECOND = DEVICES / 60;

  private static final OperatingSystemMXBean SYSTEM =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

  private final AtomicInteger answered = new AtomicInteger();
  private final AtomicReference<@Nullable String> failure = new AtomicReference<>();

  private SubDevicesPosting() {}

  /**
   * Prints a table.
   *
   * @param arguments a directory to write to, and for how many minutes
   */
  public static void main(String[] arguments) throws Exception {
    Path directory = Files.createDirectories(Path.of(arguments[0]).toAbsolutePath());
    int minutes = Integer.parseInt(arguments[1]);
    try (SubDeviceCrowd crowd = new SubDeviceCrowd(directory, Duration.ZERO, POSTS_A_SECOND + 2)) {
      new SubDevicesPosting().measure(crowd, minutes);
    }
    System.exit(0);
  }

  private void measure(SubDeviceCrowd crowd, int minutes) {
    long empty = HeapOfDevices.used();
    int threads = threads();
    crowd.configure(DEVICES, Map.of());
    secondsUntil(() -> crowd.areOnline(DEVICES));
    List<Thing> things =
        IntStream.range(0, DEVICES)
            .mapToObj(number -> crowd.thing().of(crowd.device(number)))
            .toList();
    long rest = HeapOfDevices.used();
    int posts = POSTS_A_SECOND * 60 * minutes;
    long processor = SYSTEM.getProcessCpuTime();
    long start = System.nanoTime();
    post(things, start, posts);
    double seconds = (System.nanoTime() - start) / (double) TimeUnit.SECONDS.toNanos(1);
    double share = (SYSTEM.getProcessCpuTime() - processor) / 1e9 / seconds;
    String failed = failure.get();
    if (failed != null) {
      throw new IllegalStateException("a post failed: " + failed);
    }
    SubDeviceCrowd.head(
        DEVICES + " sub-devices, a durable post a minute each, for " + minutes + " minutes",
        List.of(
            "posts answered a second",
            "share of one processor",
            "heap without them",
            "at rest",
            "afterwards",
            "threads without, with"));
    System.out.printf(
        "| %.1f | %.1f %% | %.1f MiB | %.1f MiB | %.1f MiB | %d, %d |%n",
        posts / seconds,
        100 * share,
        mebibytes(empty),
        mebibytes(rest),
        mebibytes(HeapOfDevices.used()),
        threads,
        threads());
  }

  /** One device after the other; returns when all posts are answered. */
  private void post(List<Thing> things, long start, int posts) {
    Pace pace = new Pace(POSTS_A_SECOND);
    for (int number = 0; number < posts; number++) {
      pace.await(start, number);
      things
          .get(number % DEVICES)
          .post(PropertyPost.durable(Map.of("power", number)))
          .whenComplete(this::answered);
    }
    secondsUntil(() -> answered.get() == posts);
  }

  private static int threads() {
    return ManagementFactory.getThreadMXBean().getThreadCount();
  }

  private void answered(PostResult result, @Nullable Throwable error) {
    if (error != null || !result.isSuccess()) {
      failure.set(error == null ? result.toString() : error.toString());
    }
    answered.incrementAndGet();
  }

  private static double mebibytes(long bytes) {
    return bytes / (double) (1 << 20);
  }
}
