/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.cota;

import java.util.concurrent.CompletionException;
import java.util.regex.Pattern;
import org.kuralink.api.codec.VisibleText;
import org.kuralink.api.connection.DownloadException;
import org.kuralink.api.connection.LinkException;

/** External text in a form that log lines and answers may contain. */
final class LogText {

  private static final int LONGEST = 500;

  /** The query of a URL carries a signature. */
  private static final Pattern QUERY = Pattern.compile("(https?://[^\\s?#]*)[?#]\\S*");

  private LogText() {}

  /** Escapes control characters, removes the signatures of URLs and limits the length. */
  static String of(String text) {
    return VisibleText.of(QUERY.matcher(text).replaceAll("$1?..."), LONGEST);
  }

  /** Describes a failure: by the message of our own exceptions, else by the class alone. */
  static String of(Throwable failure) {
    Throwable cause = cause(failure);
    boolean isTold = cause instanceof DownloadException || cause instanceof LinkException;
    String message = isTold ? cause.getMessage() : null;
    return message == null ? cause.getClass().getSimpleName() : of(message);
  }

  /** Returns the cause of a failed stage. */
  static Throwable cause(Throwable failure) {
    Throwable cause = failure.getCause();
    return failure instanceof CompletionException && cause != null ? cause : failure;
  }
}
