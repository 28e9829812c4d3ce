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

/** Text from outside as a log line or an answer may show it. */
final class Shown {

  private static final int LONGEST = 500;

  /** What follows the path of an address carries a signature. */
  private static final Pattern QUERY = Pattern.compile("(https?://[^\\s?#]*)[?#]\\S*");

  private Shown() {}

  /** With control characters made visible, and addresses without their signatures; not endless. */
  static String of(String text) {
    return VisibleText.of(QUERY.matcher(text).replaceAll("$1?..."), LONGEST);
  }

  /** Why something failed, in words of ours or else by its name alone. */
  static String of(Throwable failure) {
    Throwable cause = cause(failure);
    boolean isTold = cause instanceof DownloadException || cause instanceof LinkException;
    String message = isTold ? cause.getMessage() : null;
    return message == null ? cause.getClass().getSimpleName() : of(message);
  }

  /** What a stage failed of. */
  static Throwable cause(Throwable failure) {
    Throwable cause = failure.getCause();
    return failure instanceof CompletionException && cause != null ? cause : failure;
  }
}
