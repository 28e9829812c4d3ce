/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.thing.call;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.codec.JsonText;
import org.kuralink.api.codec.ResultCode;
import org.kuralink.api.connection.Reply;
import org.kuralink.store.Medium;
import org.kuralink.store.record.RecordFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The requests carried out in the last ten minutes and their answers, kept across restarts. A
 * request is forced to disk before it is carried out. Its answer is written without force: if a
 * power cut loses it, the request counts as interrupted and is still not carried out again. Any
 * thread may call; the lock of the entries is never held while the file is written.
 */
public final class CallMemory {

  /** The time for which a request is remembered; the platform may use its id again later. */
  static final Duration WINDOW = Duration.ofMinutes(10);

  /** The largest number of requests; beyond it the oldest are dropped. */
  static final int MAX_ENTRIES = 1000;

  /** The largest number of characters in answers; beyond it the oldest are dropped. */
  static final int MAX_CHARACTERS = 2 * 1024 * 1024;

  /** The size in bytes beyond which the file is rewritten. */
  static final long MAX_FILE = 8L * 1024 * 1024;

  /** The size beyond which the file was not written by this class. */
  private static final long FOREIGN_FILE = 4 * MAX_FILE;

  private static final int MAX_LINES = 4 * MAX_ENTRIES;
  private static final Logger LOG = LoggerFactory.getLogger(CallMemory.class);

  private final Clock clock;
  private final LongSupplier nanoTime;
  private final Optional<RecordFile> file;
  private final Object writing = new Object();
  private final Map<String, Remembered> entries = new LinkedHashMap<>();
  private long characters;
  private boolean loaded;
  private boolean complained;
  private boolean behind;
  private int lines;

  /**
   * @param directory the data directory; if empty, a restart loses the requests
   */
  public CallMemory(Optional<Path> directory, Clock clock, LongSupplier nanoTime) {
    this(Medium.disk(), directory, clock, nanoTime);
  }

  /** Creates a memory on another medium, for tests. */
  CallMemory(Medium medium, Optional<Path> directory, Clock clock, LongSupplier nanoTime) {
    this.clock = clock;
    this.nanoTime = nanoTime;
    this.file =
        directory.map(path -> new RecordFile(medium, path.resolve("calls.log"), FOREIGN_FILE));
  }

  /** Reads the file from before a restart; does so only once. */
  public void load() {
    synchronized (writing) {
      if (loaded) {
        return;
      }
      loaded = true;
      file.ifPresent(this::load);
    }
  }

  private void load(RecordFile from) {
    try {
      List<String> read = from.read();
      for (String line : read) {
        take(line.split(" "));
      }
      interrupt();
      if (!read.isEmpty()) {
        from.replace(snapshot());
      }
    } catch (IOException e) {
      complain(e);
    }
  }

  private synchronized void take(String[] words) {
    try {
      if (words[0].equals("B")) {
        long time = Long.parseLong(words[1]);
        Remembered entry = new Remembered(words[2], time, since(time));
        entry.begun = true;
        Remembered former = entries.remove(entry.key);
        characters -= former == null ? 0 : former.size();
        entries.put(entry.key, entry);
      } else {
        Remembered entry = entries.get(words[1]);
        if (entry != null && entry.answer == null) {
          entry.answer = Remembered.reply(words);
          characters += entry.size();
        }
      }
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      LOG.debug("Ignored an unreadable line of calls.log: {}", e.toString());
    }
  }

  /** Converts a wall-clock time; one in the future, from before a clock reset, counts as now. */
  private long since(long time) {
    long age = Math.min(Math.max(0, clock.millis() - time), 2 * WINDOW.toMillis());
    return nanoTime.getAsLong() - TimeUnit.MILLISECONDS.toNanos(age);
  }

  /** Answers the requests that were interrupted by the restart. */
  private synchronized void interrupt() {
    for (Remembered entry : entries.values()) {
      if (entry.answer == null) {
        entry.answer = Remembered.INTERRUPTED;
        characters += entry.size();
      }
      entry.reply.complete(entry.answer);
    }
  }

  /** Returns the current entries as lines of the file. */
  private synchronized List<String> snapshot() {
    forget();
    List<String> all = new ArrayList<>();
    for (Remembered entry : entries.values()) {
      if (entry.begun) {
        all.add(entry.beginLine());
        if (entry.answer != null) {
          all.add(entry.answerLine(entry.answer));
        }
      }
    }
    lines = all.size();
    return all;
  }

  /** Returns the number of remembered requests. */
  public synchronized int size() {
    return entries.size();
  }

  /** Returns the request with a key, or adds a new one. */
  synchronized Known open(String key) {
    forget();
    Remembered known = entries.get(key);
    if (known == null) {
      known = new Remembered(key, clock.millis(), nanoTime.getAsLong());
      entries.put(key, known);
      return new Known(known, true);
    }
    return new Known(known, false);
  }

  private void forget() {
    long now = nanoTime.getAsLong();
    int tooMany = entries.size() - MAX_ENTRIES;
    for (Iterator<Remembered> each = entries.values().iterator(); each.hasNext(); ) {
      Remembered entry = each.next();
      boolean old = now - entry.since > WINDOW.toNanos();
      if (old || tooMany > 0 || characters > MAX_CHARACTERS && entry.answer != null) {
        each.remove();
        tooMany--;
        characters -= entry.size();
      }
    }
  }

  /** Records that a request begins. When this returns, a power cut cannot make it run twice. */
  void begin(Remembered entry) {
    synchronized (this) {
      if (entry.begun) {
        return;
      }
      entry.begun = true;
    }
    append(entry.beginLine(), true);
  }

  /** Stores the answer to a request; drops the request if it never began. */
  void answered(Remembered entry, Reply reply) {
    boolean begun;
    synchronized (this) {
      begun = entry.begun;
      entry.answer = reply;
      if (!begun) {
        entries.remove(entry.key, entry);
      } else if (entries.get(entry.key) == entry) {
        characters += entry.size();
      }
    }
    if (begun) {
      append(entry.answerLine(reply), false);
    }
    entry.reply.complete(reply);
  }

  private void append(String line, boolean force) {
    synchronized (writing) {
      if (file.isEmpty()) {
        return;
      }
      try {
        long size = file.get().append(line, force);
        lines++;
        // After a failed append the file is rewritten, so that nothing is missing in it.
        if (behind || lines > MAX_LINES || size > MAX_FILE) {
          file.get().replace(snapshot());
        }
        behind = false;
        complained = false;
      } catch (IOException e) {
        behind = true;
        complain(e);
      }
    }
  }

  private void complain(IOException e) {
    if (!complained) {
      complained = true;
      LOG.warn(
          "calls.log cannot be written; after a restart a redelivered request may run again: {}",
          e.toString());
    }
  }

  /** Drops all requests, on disk as well. */
  public void forgetAll() {
    synchronized (this) {
      entries.clear();
      characters = 0;
    }
    synchronized (writing) {
      try {
        if (file.isPresent()) {
          file.get().replace(snapshot());
        }
      } catch (IOException e) {
        complain(e);
      }
    }
  }

  /** Closes the file; its content stays. */
  public void close() {
    synchronized (writing) {
      try {
        if (file.isPresent()) {
          file.get().close();
        }
      } catch (IOException e) {
        complain(e);
      }
    }
  }

  /**
   * A request in this memory.
   *
   * @param fresh whether it was just added
   */
  record Known(Remembered entry, boolean fresh) {}

  /** A request and its answer. Guarded by the memory that holds it. */
  static final class Remembered {

    /** The answer to a request that a restart interrupted. */
    static final Reply INTERRUPTED =
        Reply.failure(
            ResultCode.REQUEST_ERROR,
            "the device restarted during this request; it was not carried out again");

    final String key;
    final long time;

    /** The time of {@link System#nanoTime}, which is independent of the system clock. */
    final long since;

    final CompletableFuture<Reply> reply = new CompletableFuture<>();
    boolean begun;
    @Nullable Reply answer;

    Remembered(String key, long time, long since) {
      this.key = key;
      this.time = time;
      this.since = since;
    }

    /** Returns the approximate number of characters of the answer. */
    int size() {
      Reply known = answer;
      return known == null
          ? 0
          : known.data().length() + known.message().map(String::length).orElse(0);
    }

    String beginLine() {
      return "B " + time + ' ' + key;
    }

    String answerLine(Reply answer) {
      String words = answer.message().map(Remembered::encoded).orElse("-");
      return "A "
          + key
          + ' '
          + answer.code()
          + ' '
          + encoded(answer.data().toString())
          + ' '
          + words;
    }

    /** Reads the words of an {@link #answerLine}. */
    static Reply reply(String[] words) {
      return new Reply(
          new ResultCode(Integer.parseInt(words[2])),
          JsonText.of(decoded(words[3])),
          words[4].equals("-") ? Optional.empty() : Optional.of(decoded(words[4])));
    }

    private static String encoded(String text) {
      return '+' + Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String decoded(String text) {
      return new String(Base64.getDecoder().decode(text.substring(1)), StandardCharsets.UTF_8);
    }
  }
}
