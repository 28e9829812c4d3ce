/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.calls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.kuralink.api.time.VirtualTime;

/** Calls of misbehaving code: each has one result, and none delays the next one. */
class CallLaneTest {

  private static final Duration LIMIT = Duration.ofSeconds(10);

  private final VirtualTime time = new VirtualTime();
  private final ComponentThread thread =
      new ComponentThread("main", "process", time.scheduler(), time.clock(), time::nanoTime);
  private final List<Thread> made = new ArrayList<>();
  private final List<Integer> hanging = new ArrayList<>();
  private final List<String> told = new ArrayList<>();
  private final CountDownLatch release = new CountDownLatch(1);
  private final CallLane lane = new CallLane(thread, this::daemon, hanging::add);
  private boolean wanted = true;

  private Thread daemon(Runnable call) {
    Thread fresh = ComponentThread.daemons("called").newThread(call);
    made.add(fresh);
    return fresh;
  }

  @AfterEach
  void releaseAll() {
    release.countDown();
  }

  private void call(String name, Callable<String> work) {
    lane.call(LIMIT, () -> wanted, work, new Told(name));
  }

  /** Waits for a call, and tells its ending. */
  private void end(int call) throws InterruptedException {
    made.get(call).join();
    time.settle();
  }

  private String hang() {
    boolean hangs = true;
    while (hangs) {
      try {
        release.await();
        hangs = false;
      } catch (InterruptedException e) {
        // It is deaf.
        continue;
      }
    }
    return "late";
  }

  @Test
  void eachCallHasItsEndingInTurn() throws InterruptedException {
    call("first", () -> "a value");
    call(
        "second",
        () -> {
          throw new NoClassDefFoundError("Gone");
        });
    call("third", () -> null);
    assertEquals(List.of(), told);
    end(0);
    end(1);
    end(2);
    assertEquals(
        List.of(
            "first returned a value",
            "second threw java.lang.NoClassDefFoundError: Gone",
            "third returned null"),
        told);
    time.leap(LIMIT.plus(LIMIT));
    assertEquals(3, told.size());
    assertEquals(List.of(), hanging);
  }

  @Test
  void whoWaitsBehindOneThatHangsHasTheWholeOfItsTime() throws InterruptedException {
    call("deaf", this::hang);
    call("second", () -> "a value");
    call("third", () -> "another");
    time.leap(LIMIT);
    assertEquals("deaf is overdue", told.get(0));
    end(1);
    end(2);
    assertEquals(
        List.of("deaf is overdue", "second returned a value", "third returned another"), told);
    assertEquals(List.of(1), hanging);
    release.countDown();
    end(0);
    assertEquals(List.of(1, -1), hanging);
    assertEquals(3, told.size());
  }

  @Test
  void aSystemWithoutAThreadBeginsNothing() throws InterruptedException {
    CallLane starved =
        new CallLane(
            thread,
            call ->
                new Thread(call) {
                  @Override
                  public void start() {
                    throw new OutOfMemoryError("unable to create native thread");
                  }
                },
            hanging::add);
    starved.call(LIMIT, () -> true, () -> "never", new Told("one"));
    assertEquals(List.of(), told);
    time.settle();
    assertEquals(List.of("one was not begun"), told);
    time.leap(LIMIT);
    assertEquals(1, told.size());
  }

  @Test
  void whatIsNotWantedAnyMoreIsNeitherDoneNorTold() throws InterruptedException {
    call("first", () -> "a value");
    call("second", () -> "never");
    wanted = false;
    end(0);
    assertEquals(List.of(), told);
    assertFalse(made.get(1).isAlive());
    assertEquals(Thread.State.NEW, made.get(1).getState());
  }

  @Test
  void theEndGivesTheCallAMomentAndTellsItsEnding() throws InterruptedException {
    call("first", () -> "a value");
    call("second", () -> "never");
    made.get(0).join();
    assertTrue(lane.end(Duration.ofMinutes(1)));
    time.settle();
    assertEquals(List.of("first returned a value"), told);
    assertEquals(Thread.State.NEW, made.get(1).getState());
  }

  @Test
  void theEndInterruptsACallThatIsNotDone() throws InterruptedException {
    call(
        "first",
        () -> {
          release.await();
          return "never";
        });
    assertFalse(lane.end(Duration.ofMillis(1)));
    end(0);
    assertEquals(List.of("first threw java.lang.InterruptedException"), told);
  }

  @Test
  void whoeverClosesItIsToldNothingButThatTheCallHasEnded() throws InterruptedException {
    call(
        "first",
        () -> {
          release.await();
          return "never";
        });
    lane.close(() -> told.add("closed"));
    assertEquals(List.of(), told);
    end(0);
    assertEquals(List.of("closed"), told);
    lane.close(() -> told.add("again"));
    assertEquals(List.of("closed", "again"), told);
  }

  @Test
  void nothingBeginsAfterTheEnd() {
    lane.close();
    call("first", () -> "never");
    time.settle();
    assertEquals(Thread.State.NEW, made.get(0).getState());
    assertEquals(List.of(), told);
    assertTrue(lane.end(Duration.ZERO));
  }

  private final class Told implements CallLane.Ending<String> {

    private final String name;

    Told(String name) {
      this.name = name;
    }

    @Override
    public String whom() {
      return name;
    }

    @Override
    public void returned(@Nullable String value) {
      told.add(name + " returned " + value);
    }

    @Override
    public void threw(Throwable failure) {
      told.add(name + " threw " + failure);
    }

    @Override
    public void notBegun(OutOfMemoryError failure) {
      told.add(name + " was not begun");
    }

    @Override
    public Runnable overdue() {
      return () -> told.add(name + " is overdue");
    }
  }
}
