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
 * The stored state of a device, readable by its owner only: its last log-in, which is used until
 * the platform refuses it, and the sequence numbers of its messages, which are never used twice.
 * Numbers are reserved on disk in blocks, ahead of need; the rest of a block is skipped when the
 * program ends. One object per file. Any thread may call.
 */
final class CoapStateFile {

  private static final Logger LOG = LoggerFactory.getLogger(CoapStateFile.class);
  private static final int BLOCK = 1000;
  private static final int MOST_BYTES = 4096;
  private static final String NEXT = "next";
  private static final String FOR = "for";
  private static final String TOKEN = "token";
  private static final String RANDOM = "random";

  private final WholeFile file;
  private final Clock clock;
  private final Executor work;

  /** The lock of the file; taken before the lock of this object, never after. */
  private final Object disk = new Object();

  private @Nullable Map<String, Object> kept;
  private long next;
  private long end;

  /**
   * The state in a file.
   *
   * @param work runs disk accesses
   */
  CoapStateFile(Path file, Clock clock, Executor work) {
    this(Medium.disk(), file, clock, work);
  }

  /** The state in a file on another medium. */
  CoapStateFile(Medium medium, Path file, Clock clock, Executor work) {
    this.file = new WholeFile(medium, file);
    this.clock = clock;
    this.work = work;
  }

  /** Returns the owner of a log-in, which differs by secret, client and server. */
  static String owner(byte[] digest) {
    return HexFormat.of().formatHex(digest);
  }

  /** Returns the stored log-in of an owner. May wait for the disk. */
  Optional<CoapCredentials> pass(String owner, boolean secure) {
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
        return Optional.of(new CoapCredentials(Secret.of(token), random, 0));
      }
    }
    return Optional.empty();
  }

  /**
   * Stores a log-in, and sets later sequence numbers above its offset. A log-in that cannot be
   * stored only costs another one. May wait for the disk.
   */
  void keep(String owner, CoapCredentials pass) {
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
            "The CoAP log-in cannot be stored; the next start logs in again: {}", e.getMessage());
      }
    }
  }

  /** Returns whether the next number is available without the disk. */
  synchronized boolean isReady() {
    return next < end;
  }

  /**
   * Returns a number that was never used and is higher than all before. Waits for the disk if none
   * is reserved.
   *
   * @throws IOException if numbers cannot be reserved on disk
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
        LOG.debug("No sequence numbers are reserved ahead: {}", e.getMessage());
      }
    }
    return OptionalLong.of(number);
  }

  /** Reserves numbers ahead; a failure is repeated when the numbers are used up. */
  private void reserveAhead() {
    try {
      reserve();
    } catch (IOException e) {
      LOG.debug("No sequence numbers are reserved ahead: {}", e.getMessage());
    }
  }

  /** Reserves numbers on disk, unless there are enough. */
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

  /** Returns the content of the file. */
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
      LOG.warn("The stored CoAP log-in cannot be read: {}", e.getMessage());
      first = unknown();
    }
    synchronized (this) {
      next = first;
      end = first;
    }
    kept = read;
    return read;
  }

  /** Returns a first number that is higher than any used one, at up to one message a second. */
  private long unknown() {
    return Math.max(1, clock.instant().getEpochSecond());
  }
}
