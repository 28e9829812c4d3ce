/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.gateway;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.codec.VisibleText;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.gateway.NewSubDevice;
import org.kuralink.store.Medium;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The settings in force: those of the form, and the devices of the file that it names, which is
 * read again after a change. If a list cannot be read, the previous one stays in force, so that a
 * typing error logs no device out. Any thread may call.
 */
final class ActiveSettings {

  /** The interval at which the file is checked for changes. */
  static final Duration LOOK = Duration.ofSeconds(10);

  static final Listed NOTHING = new Listed(Map.of(), List.of());

  private static final Logger LOG = LoggerFactory.getLogger(ActiveSettings.class);
  private static final long MOST_BYTES = 8L << 20;
  private static final int SHOWN = 200;

  private final String name;
  private final Consumer<GatewaySettings> changed;
  private final ForeignCodeThread disk;
  private final ScheduledFuture<?> looking;
  private final AtomicBoolean underWay = new AtomicBoolean();
  private volatile GatewaySettings settings = GatewaySettings.of(Map.of());
  private volatile boolean ended;

  // Guarded by this; a slow disk may hold the lock, so the gateway's thread never takes it.
  private GatewaySettings form = settings;
  private Listed listed = NOTHING;
  private Optional<Mark> mark = Optional.empty();

  /**
   * Creates default settings.
   *
   * @param changed takes changed settings, in their order; must return at once
   */
  ActiveSettings(String name, ScheduledExecutorService timer, Consumer<GatewaySettings> changed) {
    this.name = name;
    this.changed = changed;
    disk = new ForeignCodeThread("kuralink-gateway-" + name + "-file", timer);
    looking =
        timer.scheduleWithFixedDelay(
            this::lookElsewhere, LOOK.toNanos(), LOOK.toNanos(), TimeUnit.NANOSECONDS);
  }

  /**
   * The contents of a file.
   *
   * @param problems the problems, each beginning with the name of the property
   */
  record Listed(Map<DeviceIdentity, NewSubDevice> devices, List<String> problems) {}

  /** The attributes of a file that show whether it has changed. */
  private record Mark(long modified, long size, String key) {

    static Mark of(String path) throws IOException {
      BasicFileAttributes of = Files.readAttributes(Path.of(path), BasicFileAttributes.class);
      return new Mark(
          of.lastModifiedTime().to(TimeUnit.NANOSECONDS), of.size(), String.valueOf(of.fileKey()));
    }
  }

  GatewaySettings now() {
    return settings;
  }

  /** Takes a configuration and reads its file. */
  GatewaySettings apply(Map<String, ?> properties, UnaryOperator<String> decrypt) {
    GatewaySettings read = GatewaySettings.of(properties, decrypt, now().listed());
    synchronized (this) {
      form = read;
      readFile();
      take();
      return settings;
    }
  }

  /** Checks the file on a thread that the disk may block. */
  private void lookElsewhere() {
    if (!settings.devicesFile().isEmpty() && underWay.compareAndSet(false, true)) {
      disk.run(DeviceListReader.FILE, this::look);
    }
  }

  /** Reads the file again if it has changed. */
  void look() {
    try {
      Optional<Mark> present = mark(settings.devicesFile());
      synchronized (this) {
        if (!ended && !present.equals(mark)) {
          readFile();
          take();
        }
      }
    } finally {
      underWay.set(false);
    }
  }

  private static Optional<Mark> mark(String path) {
    try {
      return path.isEmpty() ? Optional.empty() : Optional.of(Mark.of(path));
    } catch (IOException | InvalidPathException e) {
      return Optional.empty();
    }
  }

  private void take() {
    GatewaySettings before = settings;
    GatewaySettings next = form.with(listed);
    settings = next;
    next.problems().stream()
        .filter(problem -> !before.problems().contains(problem))
        .forEach(problem -> LOG.error("{}: {}", name, problem));
    if (!next.equals(before)) {
      changed.accept(next);
    }
  }

  private void readFile() {
    String path = form.devicesFile();
    // Taken before the file is read, so that a change during the read is seen next time.
    mark = mark(path);
    List<String> problems = new ArrayList<>();
    Optional<Map<DeviceIdentity, NewSubDevice>> read =
        path.isEmpty() ? Optional.of(Map.of()) : read(path, problems);
    if (read.isEmpty() && !listed.devices().isEmpty()) {
      problems.add(
          DeviceListReader.FILE
              + " keeps its previous list of "
              + listed.devices().size()
              + " devices in force");
    }
    listed = new Listed(read.orElse(listed.devices()), List.copyOf(problems));
  }

  private static Optional<Map<DeviceIdentity, NewSubDevice>> read(
      String path, List<String> problems) {
    String is = DeviceListReader.FILE + " is " + VisibleText.of(path, SHOWN) + ", ";
    try {
      Path file = Path.of(path);
      @Nullable byte[] bytes = Medium.disk().read(file, MOST_BYTES).orElse(null);
      if (bytes == null) {
        problems.add(is + "which does not exist");
        return Optional.empty();
      }
      Medium.disk()
          .keepToOwner(file)
          .ifPresent(
              before ->
                  LOG.warn("{} could be read by others ({}); now only by its owner", file, before));
      return new DeviceListReader((property, what) -> problems.add(property + " " + what))
          .read(DeviceListReader.FILE, new String(bytes, StandardCharsets.UTF_8), true);
    } catch (IOException | InvalidPathException e) {
      problems.add(
          is + "which cannot be read: " + VisibleText.of(String.valueOf(e.getMessage()), SHOWN));
      return Optional.empty();
    }
  }

  void end() {
    ended = true;
    looking.cancel(false);
    disk.end();
  }
}
