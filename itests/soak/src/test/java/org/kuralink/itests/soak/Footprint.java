/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.soak;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.kuralink.itests.benchmarks.HeapOfDevices;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;

/**
 * The resources of a gateway at rest.
 *
 * @param instances live instances of Kuralink's classes by class
 * @param bytes the size of all live objects, except arrays of int, which the collector uses to fill
 *     gaps
 * @param threads the threads by their names without numbers
 * @param services registered services by bundle
 * @param openFiles the open files and sockets of the process; 0 if the system does not report them
 * @param files the files in the data directory
 */
record Footprint(
    Map<String, Long> instances,
    long bytes,
    Map<String, Long> threads,
    Map<String, Long> services,
    long openFiles,
    long files) {

  /** Looks at this process. */
  static Footprint of(BundleContext framework, Path data) {
    Map<String, Long> instances = new TreeMap<>();
    long bytes = 0;
    for (String line : HeapOfDevices.histogram().split("\n")) {
      String[] words = line.strip().split("\\s+");
      if (words.length >= 4 && words[0].matches("[0-9]+:")) {
        if (words[3].startsWith("org.kuralink.")) {
          instances.merge(words[3], Long.parseLong(words[1]), Long::sum);
        }
        bytes += words[3].equals("[I") ? 0 : Long.parseLong(words[2]);
      }
    }
    return new Footprint(
        instances, bytes, threadsNow(), services(framework), openFilesNow(), files(data));
  }

  private static Map<String, Long> threadsNow() {
    return counted(
        Thread.getAllStackTraces().keySet().stream()
            .filter(Thread::isAlive)
            .map(Thread::getName)
            .filter(name -> name.matches("(kuralink-|MQTT ).*"))
            .map(name -> name.replaceAll("[0-9]+", "")));
  }

  private static Map<String, Long> services(BundleContext framework) {
    try {
      ServiceReference<?>[] all = framework.getAllServiceReferences(null, null);
      return counted(
          Stream.of(all)
              .map(service -> service.getBundle().getSymbolicName())
              .filter(name -> name.startsWith("org.kuralink.")));
    } catch (InvalidSyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Map<String, Long> counted(Stream<String> names) {
    return names.collect(
        Collectors.groupingBy(Function.identity(), TreeMap::new, Collectors.counting()));
  }

  private static long openFilesNow() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
        ? unix.getOpenFileDescriptorCount()
        : 0;
  }

  private static long files(Path data) {
    try (Stream<Path> files = Files.walk(data)) {
      return files.count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Of which of our classes there are more, by at least so many. */
  Map<String, Long> grown(Footprint before, long least) {
    return more(before.instances, instances, least);
  }

  /** Which threads there are more of. */
  Map<String, Long> newThreads(Footprint before) {
    return more(before.threads, threads, 1);
  }

  private static Map<String, Long> more(
      Map<String, Long> before, Map<String, Long> after, long least) {
    Map<String, Long> more = new TreeMap<>();
    after.forEach(
        (name, count) -> {
          long added = count - before.getOrDefault(name, 0L);
          if (added >= least) {
            more.put(name, added);
          }
        });
    return more;
  }
}
