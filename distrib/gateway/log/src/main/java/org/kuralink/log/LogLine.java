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
 * A line of the log.
 *
 * @param level called as Logback calls it
 * @param logger the name of the class that wrote it; begins with {@link #OURS}
 */
record LogLine(Instant time, String level, String logger, String message) {

  /** Whose lines are ours. */
  static final String OURS = "org.kuralink.";

  /** A longer message is cut. */
  static final int MAX_CHARACTERS = 2000;

  private static final DateTimeFormatter UTC =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSZ", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  /** What might follow the name of a secret, and what looks like one. */
  private static final Pattern SECRET =
      Pattern.compile(
          "(?i)((?:secret|password|token|sign|signature|authcode)[\"']?\\s*[=:]\\s*)"
              + "(?:\"[^\"]*\"?|'[^']*'?|[^\\s,;&}]+)"
              + "|\\b[0-9a-f]{32,}\\b");

  /** The line as the platform wants it. */
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

  /** The bundle. */
  private String module() {
    int dot = logger.indexOf('.', OURS.length());
    return logger.substring(OURS.length(), dot < 0 ? logger.length() : dot);
  }

  /** Blotted before it is cut, so that no half of a secret is left at the end. */
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
