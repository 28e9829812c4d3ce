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
import org.jspecify.annotations.Nullable;
import org.kuralink.api.connection.Secret;
import org.kuralink.json.Json;
import org.kuralink.store.WholeFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is remembered of a device on disk, for its owner alone: its last log-in, which serves until
 * the platform says that it does not, and the numbers of its messages, none of which is used twice,
 * whatever happens. They are taken from the disk a block at a time; what a block still holds when
 * the program ends is skipped. One object a file. Any thread may call; the disk is written here.
 */
final class CoapMemory {

  private static final Logger LOG = LoggerFactory.getLogger(CoapMemory.class);
  private static final int BLOCK = 100;
  private static final int MOST_BYTES = 4096;
  private static final String NEXT = "next";
  private static final String FOR = "for";
  private static final String TOKEN = "token";
  private static final String RANDOM = "random";

  private final WholeFile file;
  private final Clock clock;
  private @Nullable Map<String, Object> kept;
  private long next;
  private long end;

  CoapMemory(Path file, Clock clock) {
    this.file = new WholeFile(file);
    this.clock = clock;
  }

  /** Whose log-in is remembered: another secret, client or server is not let in with it. */
  static String owner(byte[] digest) {
    return HexFormat.of().formatHex(digest);
  }

  /** The log-in that is remembered for somebody. */
  synchronized Optional<CoapPass> pass(String owner, boolean secure) {
    Map<String, Object> now = load();
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
   * disk does not keep costs another one and nothing else.
   */
  synchronized void keep(String owner, CoapPass pass) {
    Map<String, Object> now = new LinkedHashMap<>(load());
    now.put(FOR, owner);
    now.put(TOKEN, pass.token().reveal());
    now.remove(RANDOM);
    pass.random().ifPresent(random -> now.put(RANDOM, random));
    if (next <= pass.offset()) {
      next = pass.offset() + 1;
      end = next;
    }
    try {
      write(now);
    } catch (IOException e) {
      LOG.warn("The CoAP log-in cannot be kept; the next start logs in again: {}", e.getMessage());
    }
  }

  /**
   * A number that was never used and is greater than all before it.
   *
   * @throws IOException if the disk cannot promise that
   */
  synchronized long number() throws IOException {
    Map<String, Object> now = load();
    if (next >= end) {
      end = next + BLOCK;
      try {
        write(now);
      } catch (IOException e) {
        end = next;
        throw e;
      }
    }
    return next++;
  }

  private void write(Map<String, Object> content) throws IOException {
    content.put(NEXT, end);
    file.write(Json.bytes(content));
    kept = content;
  }

  private Map<String, Object> load() {
    Map<String, Object> known = kept;
    if (known != null) {
      return known;
    }
    Map<String, Object> read = new LinkedHashMap<>();
    next = 1;
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
        next = read.get(NEXT) instanceof Long number && number > 0 ? number : unknown();
      }
    } catch (IOException e) {
      LOG.warn("What was remembered of the CoAP log-in cannot be read: {}", e.getMessage());
      next = unknown();
    }
    end = next;
    kept = read;
    return read;
  }

  /** More than a device has sent at one message a second, when nobody knows how many it were. */
  private long unknown() {
    return Math.max(1, clock.instant().getEpochSecond());
  }
}
