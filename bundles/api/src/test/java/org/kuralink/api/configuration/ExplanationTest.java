/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.configuration;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

/** Tests the descriptions of failures, in particular of Kura's exceptions. */
class ExplanationTest {

  @Test
  void omitsUnfilledPlaceholdersAndIncludesTheCause() {
    assertEquals(
        "An internal error occurred: the disk is full",
        Explanation.of(
            new Exception("An internal error occurred. {0}", new IOException("the disk is full"))));
    assertEquals(
        "Generic Error - IO_ERROR: NullPointerException",
        Explanation.of(new Exception("Generic Error - IO_ERROR: {1}", new NullPointerException())));
    assertEquals("IllegalStateException", Explanation.of(new IllegalStateException("{0}")));
  }

  @Test
  void causesAreListedOnceAndInOrder() {
    IOException deepest = new IOException("no route");
    Exception middle = new Exception("cannot open", deepest);
    assertEquals(
        "refused: cannot open: no route", Explanation.of(new Exception("refused", middle)));
    assertEquals(
        "java.io.IOException: no route",
        Explanation.of(new RuntimeException("java.io.IOException: no route", deepest)));
  }

  @Test
  void wrappingExceptionsAreOmitted() {
    assertEquals("gone", Explanation.of(new CompletionException(new IOException("gone"))));
    assertEquals("gone", Explanation.of(new ExecutionException(new IOException("gone"))));
    assertEquals("alone", Explanation.of(new CompletionException("alone", null)));
  }

  @Test
  void aCycleOfCausesTerminates() {
    Exception one = new Exception("one");
    Exception two = new Exception("two", one);
    one.initCause(two);
    assertEquals("one: two", Explanation.of(one));
  }
}
