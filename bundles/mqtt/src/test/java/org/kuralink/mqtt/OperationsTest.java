/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.mqtt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.kuralink.api.connection.SessionFault.Cause;
import org.kuralink.api.line.LineException;

/** The operations in progress on a line. */
class OperationsTest {

  private final List<String> done = new ArrayList<>();
  private final Operations operations =
      new Operations(1_000, () -> 0, failure -> new LineException(Cause.LINK_LOST, "lost"));

  private CompletableFuture<Object> run(String name) {
    return operations.run(
        listener -> done.add(name + " started"), () -> done.add(name + " ended"), token -> name);
  }

  /** Its confirmation would come when nobody listens any more, and it would be sent twice. */
  @Test
  void nothingBeginsOnceTheLastOnesAreWaitedFor() {
    CompletableFuture<Object> first = run("first");
    CompletableFuture<Void> settled = operations.settled();
    CompletableFuture<Object> late = run("late");

    assertEquals(List.of("first started", "late ended"), done);
    CompletionException failure = assertThrows(CompletionException.class, late::join);
    assertEquals(Cause.LINK_LOST, ((LineException) failure.getCause()).cause());
    assertFalse(settled.isDone());
    first.complete("confirmed");
    assertTrue(settled.isDone());
  }
}
