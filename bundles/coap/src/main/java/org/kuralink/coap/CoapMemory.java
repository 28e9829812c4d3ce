/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.coap;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.connection.Secret;
import org.kuralink.json.Json;
import org.kuralink.json.output.JsonOutput;
import org.kuralink.store.Medium;
import org.kuralink.store.WholeFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is remembered of a device on disk, for its owner alone: its last log-in, which serves until
 * the platform says that it does not, and the numbers of its messages, none of which is used twice,
 * whatever happens. They are taken from the disk a block at a time, ahead of need; what a block
 * still holds when the program ends is skipped. One object a file. Any thread may call.
 */
final class CoapMemory {

  private static final Logger LOG = LoggerFactory.getLogger(CoapMemory.class);
  private static final int BLOCK = 1000;
  private static final int MOST_BYTES = 4096;
  private static final String NEXT = "next";
  private static final String FOR = "for";
  private static final String TOKEN = "token";
  private static final String RANDOM = "random";

  private final WholeFile file;
  private final Clock clock;
  private final Executor work;

  /** Who holds it may read and write the file; taken before that of this object, never after. */
  private final Object disk = new Object();

  private @Nullable Map<String, Object> kept;
  private long next;
  private long end;

  /**
   * What a file holds.
   *
   * @param work for what waits for the disk
   */
  CoapMemory(Path file, Clock clock, Executor work) {
    this(Medium.disk(), file, clock, work);
  }

  /** The same on a medium. */
  CoapMemory(Medium medium, Path file, Clock clock, Executor work) {
    this.file = new WholeFile(medium, file);
    this.clock = clock;
    this.work = work;
  }

  /** Whose log-in is remembered: another secret, client or server is not let in with it. */
  static String owner(byte[] digest) {
    return HexFormat.of().formatHex(digest);
  }

  /** The log-in that is remembered for somebody. Waits for the disk. */
  Optional<CoapPass> pass(String owner, boolean secure) {
    Map<String, Object> now;
    synchronized (disk) {
      now = load();
    }
    if (owner.equals(now.get(FOR)) && now.get(TOKEN) instanceof String token) {
      Optional<String> random =
          Optional.ofNullable(now.get(RANDOM))
              .filter(String.class::isInstance)
              .map(String.class::cast);
      if (secure || random.isPresent()) {
        return Optional.of(new CoapPass(Secret.of(token), random, 0));
      }
    }
    return Optional.empty();
  }

  /**
   * Remembers a log-in, and that numbers are greater than its offset from now on. A log-in that the
   * disk does not keep costs another one and nothing else. Waits for the disk.
   */
  void keep(String owner, CoapPass pass) {
    synchronized (disk) {
      Map<String, Object> now = new LinkedHashMap<>(load());
      now.put(FOR, owner);
      now.put(TOKEN, pass.token().reveal());
      now.remove(RANDOM);
      pass.random().ifPresent(random -> now.put(RANDOM, random));
      long upTo;
      synchronized (this) {
        if (next <= pass.offset()) {
          next = pass.offset() + 1;
          end = next;
        }
        upTo = end;
      }
      try {
        write(now, upTo);
      } catch (IOException e) {
        LOG.warn(
            "The CoAP log-in cannot be kept; the next start logs in again: {}", e.getMessage());
      }
    }
  }

  /** Whether the next number need not wait for the disk. */
  synchronized boolean isReady() {
    return next < end;
  }

  /**
   * A number that was never used and is greater than all before it. Waits for the disk if none is
   * ready.
   *
   * @throws IOException if the disk cannot promise that
   */
  long number() throws IOException {
    OptionalLong ready = ready();
    while (ready.isEmpty()) {
      reserve();
      ready = ready();
    }
    return ready.getAsLong();
  }

  private OptionalLong ready() {
    long number;
    boolean half;
    synchronized (this) {
      if (next >= end) {
        return OptionalLong.empty();
      }
      number = next++;
      half = end - next == BLOCK / 2;
    }
    if (half) {
      try {
        work.execute(this::reserveAhead);
      } catch (RejectedExecutionException e) {
        LOG.debug("No numbers are taken ahead: {}", e.getMessage());
      }
    }
    return OptionalLong.of(number);
  }

  /** If the disk does not want to now, it is asked again when the numbers are used up. */
  private void reserveAhead() {
    try {
      reserve();
    } catch (IOException e) {
      LOG.debug("No numbers are taken ahead: {}", e.getMessage());
    }
  }

  /** Takes numbers from the disk unless there are many. They are ours when it has kept that. */
  private void reserve() throws IOException {
    synchronized (disk) {
      Map<String, Object> now = new LinkedHashMap<>(load());
      long upTo;
      synchronized (this) {
        if (end - next > BLOCK / 2) {
          return;
        }
        upTo = end + BLOCK;
      }
      write(now, upTo);
      synchronized (this) {
        end = upTo;
      }
    }
  }

  private void write(Map<String, Object> content, long upTo) throws IOException {
    content.put(NEXT, upTo);
    file.write(JsonOutput.bytes(content));
    kept = content;
  }

  /** The content as it is on disk. */
  private Map<String, Object> load() {
    Map<String, Object> known = kept;
    if (known != null) {
      return known;
    }
    Map<String, Object> read = new LinkedHashMap<>();
    long first = 1;
    try {
      Optional<byte[]> content = file.read(MOST_BYTES);
      if (content.isPresent()) {
        Json.readObject(content.get())
            .forEach(
                (name, value) -> {
                  if (value != null) {
                    read.put(name, value);
                  }
                });
        first = read.get(NEXT) instanceof Long number && number > 0 ? number : unknown();
      }
    } catch (IOException e) {
      LOG.warn("What was remembered of the CoAP log-in cannot be read: {}", e.getMessage());
      first = unknown();
    }
    synchronized (this) {
      next = first;
      end = first;
    }
    kept = read;
    return read;
  }

  /** More than a device has sent at one message a second, when nobody knows how many it were. */
  private long unknown() {
    return Math.max(1, clock.instant().getEpochSecond());
  }
}
