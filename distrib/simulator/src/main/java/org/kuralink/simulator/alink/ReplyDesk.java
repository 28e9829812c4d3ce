/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator.alink;

import java.util.Deque;
import java.util.concurrent.TimeUnit;
import org.kuralink.simulator.broker.Session;
import org.kuralink.simulator.fault.FaultTable;
import org.kuralink.simulator.fault.Faults;
import org.kuralink.simulator.live.Journal;

/** Sends replies to devices and applies the active faults. */
public final class ReplyDesk {
  private final FaultTable faults;
  private final Journal journal;

  ReplyDesk(FaultTable faults, Journal journal) {
    this.faults = faults;
    this.journal = journal;
  }

  /** Called on the connection's thread. */
  void send(Session session, String topic, byte[] payload, int qos) {
    Faults misbehaviour = faults.of(session.key());
    if (!session.hasDownlink() || !misbehaviour.touchesReplies() || !misbehaviour.concerns(topic)) {
      session.send(topic, payload, qos);
      return;
    }
    if (misbehaviour.silent() || faults.dropsNext(session.key())) {
      journal.down(session.key(), topic, qos, payload, "fault: reply dropped");
      return;
    }
    if (misbehaviour.reverseReplies() > 0) {
      hold(session, topic, payload, qos, misbehaviour);
      return;
    }
    deliver(session, topic, payload, qos, misbehaviour);
  }

  private static void hold(
      Session session, String topic, byte[] payload, int qos, Faults misbehaviour) {
    Deque<Runnable> held = session.heldReplies();
    held.push(() -> deliver(session, topic, payload, qos, misbehaviour));
    if (held.size() >= misbehaviour.reverseReplies()) {
      while (!held.isEmpty()) {
        held.pop().run();
      }
    }
  }

  private static void deliver(
      Session session, String topic, byte[] proper, int qos, Faults misbehaviour) {
    byte[] payload = misbehaviour.replyForm().of(proper);
    Runnable send =
        () -> {
          session.send(topic, payload, qos);
          if (misbehaviour.duplicateReplies()) {
            session.send(topic, payload, qos);
          }
        };
    if (misbehaviour.delayRepliesMs() > 0) {
      session.scheduler().schedule(send, misbehaviour.delayRepliesMs(), TimeUnit.MILLISECONDS);
    } else {
      send.run();
    }
  }
}
