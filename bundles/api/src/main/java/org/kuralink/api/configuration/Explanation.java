/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.configuration;

import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.regex.Pattern;

/**
 * Describes a failure with its causes for an operator. Needed for Kura's exceptions in particular:
 * their messages do not contain the cause, and contain {@code {0}} in place of a missing argument.
 */
public final class Explanation {

  private static final Pattern UNFILLED = Pattern.compile("[ :.,]*\\{\\d+}[.\"]*");
  private static final int MOST_CAUSES = 5;

  private Explanation() {}

  /**
   * Returns the description, on one line if the messages have no line breaks. Any thread may call.
   */
  public static String of(Throwable failure) {
    StringBuilder words = new StringBuilder();
    Throwable each = failure;
    for (int i = 0; each != null && i < MOST_CAUSES; i++) {
      boolean wraps =
          (each instanceof CompletionException || each instanceof ExecutionException)
              && each.getCause() != null;
      String own = wraps ? "" : own(each);
      if (words.indexOf(own) < 0) {
        words.append(words.isEmpty() ? "" : ": ").append(own);
      }
      each = each.getCause();
    }
    return words.toString();
  }

  private static String own(Throwable failure) {
    String message = failure.getMessage();
    String filled = message == null ? "" : UNFILLED.matcher(message).replaceAll("").strip();
    return filled.isEmpty() ? failure.getClass().getSimpleName() : filled;
  }
}
