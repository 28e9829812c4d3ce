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
 * A failure in words for a person: its own and those of its causes. Kura's exceptions need this,
 * for their message says nothing of the cause, and shows {@code {0}} where nobody gave an argument.
 */
public final class Explanation {

  private static final Pattern UNFILLED = Pattern.compile("[ :.,]*\\{\\d+}[.\"]*");
  private static final int MOST_CAUSES = 5;

  private Explanation() {}

  /** The words, on one line as far as the messages are. Any thread may call. */
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
