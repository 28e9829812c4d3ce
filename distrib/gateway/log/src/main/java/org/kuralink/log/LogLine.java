/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.log;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A log line.
 *
 * @param level the name of the Logback level
 * @param logger the class that logged the line; begins with {@link #OURS}
 */
record LogLine(Instant time, String level, String logger, String message) {

  /** The prefix of the loggers of this project. */
  static final String OURS = "org.kuralink.";

  /** The length at which a longer message is cut. */
  static final int MAX_CHARACTERS = 2000;

  private static final DateTimeFormatter UTC =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSZ", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  /**
   * Matches the value after the name of a secret, and hexadecimal words that look like a secret.
   */
  private static final Pattern SECRET =
      Pattern.compile(
          "(?i)((?:secret|password|token|sign|signature|authcode)[\"']?\\s*[=:]\\s*)"
              + "(?:\"[^\"]*\"?|'[^']*'?|[^\\s,;&}]+)"
              + "|\\b[0-9a-f]{32,}\\b");

  /** Returns the line as a member of a {@code thing.log.post} message. */
  Map<String, String> form() {
    Map<String, String> form = new LinkedHashMap<>();
    form.put("utcTime", UTC.format(time));
    form.put("logLevel", level);
    form.put("module", module());
    form.put("code", "");
    form.put("traceContext", "");
    form.put("logContent", content());
    return form;
  }

  /** Returns the name of the bundle. */
  private String module() {
    int dot = logger.indexOf('.', OURS.length());
    return logger.substring(OURS.length(), dot < 0 ? logger.length() : dot);
  }

  /** Removes secrets before cutting, so that no part of a secret remains at the end. */
  private String content() {
    String readable = cut(message, 2 * MAX_CHARACTERS);
    String blotted =
        SECRET
            .matcher(readable)
            .replaceAll(found -> found.group(1) == null ? "***" : found.group(1) + "***");
    String text = logger.substring(logger.lastIndexOf('.') + 1) + ": " + blotted;
    return text.length() > MAX_CHARACTERS ? cut(text, MAX_CHARACTERS) + "…" : text;
  }

  private static String cut(String text, int length) {
    if (text.length() <= length) {
      return text;
    }
    boolean halved = Character.isHighSurrogate(text.charAt(length - 1));
    return text.substring(0, halved ? length - 1 : length);
  }
}
