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
 * A line, or a connection: one master that asks one thing after the other, polls and writes in
 * turn, for all units at this address. Owns one daemon thread while somebody is served; {@link
 * #step} is what that thread does, so that a test may do it instead.
 */
public final class FieldLine {

  /** How many writes and calls may wait. */
  public static final int MOST_JOBS = 1000;

  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
  private static final long IDLE_NANOS = Duration.ofSeconds(60).toNanos();
  private static final int JOBS_BEFORE_A_POLL = 10;
  private static final int SILENT_BEFORE_NEW_WIRE = 3;
  private static final int LAST_READING_FUNCTION = 4;

  /** A read that follows so closely is simply asked anew if the connection has ended. */
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

  /** Who is served: what of it is due, and when. All calls are on the line's thread. */
  public interface Served {

    /** When something is due next, in nanoseconds of the line's time. */
    long due();

    /** Asks for what is due. */
    void poll(FieldLine line);

    /** The line's state changed. */
    void lineChanged();
  }

  /**
   * A line that is not opened yet.
   *
   * @param name of it, for people
   * @param nanos the time, as System.nanoTime
   * @param pause waits for that many nanoseconds, or less
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

  /** What is counted. */
  public LineFigures figures() {
    return figures;
  }

  /** Whether there is a connection. */
  public boolean isConnected() {
    return wire != null;
  }

  /** Why the operator's settings do not allow it, if they do not. */
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

  /** Serves somebody from now on; false if the line has ended. */
  public synchronized boolean attach(Served who) {
    if (!ended) {
      served.add(who);
      begin();
    }
    return !ended;
  }

  /** Serves somebody no more. */
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

  /** Does something in its turn; false if too much waits, or the line has ended. */
  public synchronized boolean offer(Runnable job) {
    boolean taken = !ended && jobs.offer(job);
    if (taken) {
      begin();
    }
    return taken;
  }

  /** Whether nobody will be served any more. */
  public synchronized boolean hasEnded() {
    return ended;
  }

  /** The thread begins with the first to be served, and ends with the last. */
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
   * Does what is due: at most one poll, and before it the writes that wait.
   *
   * @return how long nothing is due, in nanoseconds
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

  /** Who has waited longest; among equals in turn. */
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

  /** Reads once, for a person. */
  public int[] readOnce(int unit, Area area) throws ModbusFault {
    return read(unit, area, false);
  }

  /** Reads, again if the answer is not right. */
  int[] read(int unit, Area area, boolean again) throws ModbusFault {
    byte[] request = Pdu.read(area);
    return attempt(
        again ? rules.retries() : 0, unit, request, answer -> Pdu.words(area, request, answer));
  }

  /** Writes, once: nobody knows what became of a write that was not answered. */
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

  /** A person, or a write, does not wait for the pause after a failed connection. */
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

  /** Whether who is being asked for is served no more: nothing is opened for him again. */
  private synchronized boolean isLeft() {
    return asking != null && !served.contains(asking);
  }

  /** Whoever asked was closed meanwhile, and the connection with him. */
  private synchronized boolean isDeserted() {
    return wire == null && served.isEmpty() && jobs.isEmpty();
  }

  /** A connection that had ended already says nothing of a read, which may be asked anew. */
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

  /** The connection that is there; to look whether it has ended takes longer than to ask. */
  private @Nullable ModbusWire live(byte[] request) {
    ModbusWire open = wire;
    boolean justHeard =
        request[0] <= LAST_READING_FUNCTION && now() - quietSince < JUST_HEARD.toNanos();
    if (open == null || justHeard || !open.isEnded()) {
      return open;
    }
    // Many slaves end what is idle: that costs no request, a write least of all.
    drop();
    figures.disconnected();
    return null;
  }

  private ModbusWire connected() throws ModbusFault {
    ModbusWire open;
    if (isLeft()) {
      throw new ModbusFault(Kind.BROKEN, "it was closed meanwhile");
    }
    if (connecting.isPausing(now())) {
      throw new ModbusFault(Kind.BROKEN, outage.text().orElse("there is no connection"));
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
