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
 * Remembers which requests were carried out, for ten minutes, across restarts. On disk, a request
 * is forced before it is carried out; its answer is only written, for if that is lost in a power
 * cut, the request is taken for one that was interrupted, and still not carried out again. Any
 * thread may call; the lock of the entries is never held while the file is written.
 */
public final class CallMemory {

  /** How long a call is remembered. Ids may come again on another day. */
  static final Duration WINDOW = Duration.ofMinutes(10);

  /** How many; beyond it the oldest are forgotten. */
  static final int MAX_ENTRIES = 1000;

  /** How many characters of answers; beyond it the oldest are forgotten. */
  static final int MAX_CHARACTERS = 2 * 1024 * 1024;

  /** How many bytes the file may have before it is written anew. */
  static final long MAX_FILE = 8L * 1024 * 1024;

  /** A larger file is none of ours. */
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
   * @param directory empty if there is no data directory: then a restart forgets
   */
  public CallMemory(Optional<Path> directory, Clock clock, LongSupplier nanoTime) {
    this(Medium.disk(), directory, clock, nanoTime);
  }

  /** The same on a medium. */
  CallMemory(Medium medium, Optional<Path> directory, Clock clock, LongSupplier nanoTime) {
    this.clock = clock;
    this.nanoTime = nanoTime;
    this.file =
        directory.map(path -> new RecordFile(medium, path.resolve("calls.log"), FOREIGN_FILE));
  }

  /** Reads what was remembered before a restart, once. */
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
      LOG.debug("A line of the remembered requests is not understood: {}", e.toString());
    }
  }

  /** Of the future is what a clock has written that lost its time in a power cut: it is of now. */
  private long since(long time) {
    long age = Math.min(Math.max(0, clock.millis() - time), 2 * WINDOW.toMillis());
    return nanoTime.getAsLong() - TimeUnit.MILLISECONDS.toNanos(age);
  }

  /** What was begun and has no answer will never have another. */
  private synchronized void interrupt() {
    for (Remembered entry : entries.values()) {
      if (entry.answer == null) {
        entry.answer = Remembered.INTERRUPTED;
        characters += entry.size();
      }
      entry.reply.complete(entry.answer);
    }
  }

  /** What is still to be remembered, as lines. */
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

  /** How many requests are remembered. */
  public synchronized int size() {
    return entries.size();
  }

  /** The request that is known by this key, or a new one. */
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

  /** A request is about to be carried out: when this returns a power cut cannot double it. */
  void begin(Remembered entry) {
    synchronized (this) {
      if (entry.begun) {
        return;
      }
      entry.begun = true;
    }
    append(entry.beginLine(), true);
  }

  /** A request was answered; one that was never begun may come again. */
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
        // What found no room is made up for as soon as there is some.
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
      LOG.warn("What was carried out is not remembered across a restart: {}", e.toString());
    }
  }

  /** Forgets everything, on disk as well. */
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

  /** Ends; what was written stays. */
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
   * @param fresh whether it is here for the first time
   */
  record Known(Remembered entry, boolean fresh) {}

  /** One request that was taken on, and its one answer. Guarded by the memory that holds it. */
  static final class Remembered {

    /** What is answered if it was begun and nobody knows any more how it ended. */
    static final Reply INTERRUPTED =
        Reply.failure(
            ResultCode.REQUEST_ERROR,
            "the device restarted while it carried this out; it was not carried out again");

    final String key;
    final long time;

    /** By the steady timer, which nobody sets. */
    final long since;

    final CompletableFuture<Reply> reply = new CompletableFuture<>();
    boolean begun;
    @Nullable Reply answer;

    Remembered(String key, long time, long since) {
      this.key = key;
      this.time = time;
      this.since = since;
    }

    /** About how many characters its answer has. */
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

    /** Reads {@link #answerLine}'s words. */
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
