/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.channel.modbus.line;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.kuralink.channel.modbus.line.ModbusFault.Kind;
import org.kuralink.channel.modbus.point.ModbusPoint.Area;

/**
 * The Modbus master of one serial line or connection. Executes one request after the other, polls
 * and writes, for all units at this address. Owns one daemon thread while it has clients; {@link
 * #step} is the loop body of this thread, so that tests can call it directly.
 */
public final class FieldLine {

  /** The maximum number of queued writes and calls. */
  public static final int MOST_JOBS = 1000;

  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
  private static final long IDLE_NANOS = Duration.ofSeconds(60).toNanos();
  private static final int JOBS_BEFORE_A_POLL = 10;
  private static final int SILENT_BEFORE_NEW_WIRE = 3;
  private static final int LAST_READING_FUNCTION = 4;

  /** The time within which a read is repeated if the connection has ended meanwhile. */
  private static final Duration JUST_HEARD = Duration.ofMillis(5);

  private final String name;
  private final ModbusWire.Opener opener;
  private final LineRules rules;
  private final Clock clock;
  private final LongSupplier nanos;
  private final LongConsumer pause;
  private final Queue<Runnable> jobs = new ArrayBlockingQueue<>(MOST_JOBS);
  private final List<Served> served = new ArrayList<>();
  private final LineFigures figures;
  private final Patience connecting = new Patience(LONGEST_PAUSE);
  private final Outage outage;
  private volatile @Nullable ModbusWire wire;
  private volatile Optional<String> forbidden = Optional.empty();
  private volatile @Nullable Thread thread;
  private boolean ended;
  private int silent;
  private long quietSince;
  private int next;
  private @Nullable Served asking;

  /** A client of the line: a device with polled points. Called on the thread of the line. */
  public interface Served {

    /** Returns when the next poll is due, in nanoseconds of the line's time. */
    long due();

    /** Executes the polls that are due. */
    void poll(FieldLine line);

    /** Called after a change of the line's state. */
    void lineChanged();
  }

  /**
   * Creates a line that is not open yet.
   *
   * @param name the name for messages
   * @param nanos the monotonic time, as System.nanoTime
   * @param pause waits for at most this many nanoseconds
   */
  public FieldLine(
      String name,
      ModbusWire.Opener opener,
      LineRules rules,
      Clock clock,
      LongSupplier nanos,
      LongConsumer pause) {
    this.name = name;
    this.opener = opener;
    this.rules = rules;
    this.clock = clock;
    this.nanos = nanos;
    this.pause = pause;
    this.figures = new LineFigures(clock);
    this.outage = new Outage(name, clock);
    this.quietSince = nanos.getAsLong() - Duration.ofSeconds(1).toNanos();
  }

  /** Returns the statistics of the line. */
  public LineFigures figures() {
    return figures;
  }

  /** Returns whether the line is connected. */
  public boolean isConnected() {
    return wire != null;
  }

  /** Returns why the operator's settings do not allow the line; empty if they do. */
  public Optional<String> forbidden() {
    return forbidden;
  }

  LineRules rules() {
    return rules;
  }

  Clock clock() {
    return clock;
  }

  long now() {
    return nanos.getAsLong();
  }

  /** Adds a client; returns false if the line has been closed. */
  public synchronized boolean attach(Served who) {
    if (!ended) {
      served.add(who);
      begin();
    }
    return !ended;
  }

  /** Removes a client. */
  public void detach(Served who) {
    boolean last;
    synchronized (this) {
      last = served.remove(who) && served.isEmpty() && jobs.isEmpty();
    }
    if (last) {
      drop();
    }
    wake();
  }

  /** Queues a job; returns false if the queue is full or the line has been closed. */
  public synchronized boolean offer(Runnable job) {
    boolean taken = !ended && jobs.offer(job);
    if (taken) {
      begin();
    }
    return taken;
  }

  /** Returns whether the line has been closed. */
  public synchronized boolean hasEnded() {
    return ended;
  }

  /** Starts the thread with the first client and stops it after the last one. */
  private void begin() {
    if (thread == null) {
      Thread started = new Thread(this::run, "kuralink-modbus-" + name);
      started.setDaemon(true);
      thread = started;
      started.start();
    }
    wake();
  }

  private void run() {
    while (!endedIfIdle()) {
      long pause = step();
      if (pause > 0) {
        LockSupport.parkNanos(this, pause);
      }
    }
    drop();
  }

  private void wake() {
    LockSupport.unpark(thread);
  }

  private synchronized boolean endedIfIdle() {
    ended = ended || (served.isEmpty() && jobs.isEmpty());
    return ended;
  }

  /**
   * Executes what is due: the queued writes and at most one poll.
   *
   * @return the time until the next poll is due, in nanoseconds
   */
  public long step() {
    for (int i = 0; i < JOBS_BEFORE_A_POLL; i++) {
      Runnable job = jobs.poll();
      if (job != null) {
        job.run();
      }
    }
    Served first = first();
    if (first == null) {
      return 0;
    }
    long wait = first.due() - now();
    if (wait > 0) {
      return jobs.isEmpty() ? Math.min(wait, IDLE_NANOS) : 0;
    }
    asking = first;
    try {
      first.poll(this);
    } finally {
      asking = null;
    }
    return 0;
  }

  /** Returns the client that has waited longest; clients with equal times take turns. */
  private synchronized @Nullable Served first() {
    Served first = null;
    for (int i = 0; i < served.size(); i++) {
      Served each = served.get((next + i) % served.size());
      if (first == null || each.due() - first.due() < 0) {
        first = each;
      }
    }
    next++;
    return first;
  }

  /** Reads once, for a manual read. */
  public int[] readOnce(int unit, Area area) throws ModbusFault {
    return read(unit, area, false);
  }

  /** Reads, with retries if the answer is invalid. */
  int[] read(int unit, Area area, boolean again) throws ModbusFault {
    byte[] request = Pdu.read(area);
    return attempt(
        again ? rules.retries() : 0, unit, request, answer -> Pdu.words(area, request, answer));
  }

  /** Writes once without retries, because an unanswered write may have been executed. */
  void write(int unit, int function, Area area, int[] words) throws ModbusFault {
    byte[] request = Pdu.write(function, area, words);
    attempt(
        0,
        unit,
        request,
        answer -> {
          Pdu.written(request, answer);
          return words;
        });
  }

  /** Connects at once for a manual request or a write, without waiting for the retry delay. */
  public void hurry() {
    connecting.answered();
  }

  private interface Understanding {
    int[] of(byte[] answer) throws ModbusFault;
  }

  private int[] attempt(int retries, int unit, byte[] request, Understanding understanding)
      throws ModbusFault {
    for (int attempt = 0; ; attempt++) {
      ModbusWire open = live(request);
      boolean fresh = open == null;
      try {
        return understanding.of(ask(open == null ? connected() : open, unit, request, attempt > 0));
      } catch (ModbusFault fault) {
        if (fault.kind() == Kind.FORBIDDEN
            || (fault.kind() == Kind.BROKEN && fresh)
            || fault.kind() == Kind.REFUSED
            || isDeserted()
            || attempt >= retries && !isHarmless(fault, request, attempt)) {
          throw fault;
        }
      }
    }
  }

  /** Returns whether the client of the current request has been removed. */
  private synchronized boolean isLeft() {
    return asking != null && !served.contains(asking);
  }

  /** Returns whether the client was removed during the request, which closed the connection. */
  private synchronized boolean isDeserted() {
    return wire == null && served.isEmpty() && jobs.isEmpty();
  }

  /** Returns whether the connection had already ended, so that a read can be repeated. */
  private static boolean isHarmless(ModbusFault fault, byte[] request, int attempt) {
    return attempt == 0 && fault.kind() == Kind.BROKEN && request[0] <= LAST_READING_FUNCTION;
  }

  private byte[] ask(ModbusWire open, int unit, byte[] request, boolean again) throws ModbusFault {
    gap();
    long before = now();
    figures.asked(again);
    try {
      byte[] answer = open.ask(unit, request, rules.timeoutMillis());
      figures.answered(Duration.ofNanos(now() - before));
      silent = 0;
      return answer;
    } catch (ModbusFault fault) {
      figures.failed("unit " + unit + ": " + fault.getMessage());
      silent = fault.kind() == Kind.SILENT ? silent + 1 : 0;
      if (fault.kind() == Kind.BROKEN || silent >= SILENT_BEFORE_NEW_WIRE) {
        lost(fault.getMessage());
      }
      throw fault;
    } finally {
      quietSince = now();
    }
  }

  private void gap() {
    long end = quietSince + Duration.ofMillis(rules.gapMillis()).toNanos();
    for (long left = end - now(); left > 0; left = end - now()) {
      pause.accept(left);
    }
  }

  /** Returns the current connection. Checking whether it has ended takes longer than a request. */
  private @Nullable ModbusWire live(byte[] request) {
    ModbusWire open = wire;
    boolean justHeard =
        request[0] <= LAST_READING_FUNCTION && now() - quietSince < JUST_HEARD.toNanos();
    if (open == null || justHeard || !open.isEnded()) {
      return open;
    }
    // Many slaves close idle connections. Reconnecting first keeps such a close from failing a
    // request, above all a write.
    drop();
    figures.disconnected();
    return null;
  }

  private ModbusWire connected() throws ModbusFault {
    ModbusWire open;
    if (isLeft()) {
      throw new ModbusFault(Kind.BROKEN, "the connection was closed during the request");
    }
    if (connecting.isPausing(now())) {
      throw new ModbusFault(Kind.BROKEN, outage.text().orElse("not connected"));
    }
    try {
      open = opener.open();
    } catch (ModbusFault fault) {
      connecting.failed(now());
      figures.error(fault.getMessage());
      outage.happened(fault.getMessage());
      forbidden =
          fault.kind() == Kind.FORBIDDEN ? Optional.of(fault.getMessage()) : Optional.empty();
      changed();
      throw fault;
    }
    wire = open;
    silent = 0;
    forbidden = Optional.empty();
    connecting.answered();
    outage.ended();
    changed();
    return open;
  }

  private void lost(String why) {
    drop();
    figures.disconnected();
    silent = 0;
    figures.error(why);
    changed();
  }

  private void drop() {
    ModbusWire open = wire;
    wire = null;
    if (open != null) {
      open.close();
    }
  }

  private void changed() {
    List<Served> all;
    synchronized (this) {
      all = List.copyOf(served);
    }
    all.forEach(Served::lineChanged);
  }
}
