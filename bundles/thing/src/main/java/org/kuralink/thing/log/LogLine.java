/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.thing.log;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.regex.Pattern;
import org.kuralink.thing.model.JsonForm;

/**
 * A line of the log.
 *
 * @param level called as logging systems call it
 * @param logger the name of the class that wrote it
 */
record LogLine(Instant time, String level, String logger, String message) {

  /** Whose lines are ours. */
  static final String OURS = "org.kuralink.";

  static final int MAX_CHARACTERS = 2000;

  private static final DateTimeFormatter UTC =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSZ", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  /** What might follow the name of a secret, and what looks like one. */
  private static final Pattern SECRET =
      Pattern.compile(
          "(?i)((?:secret|password|token|sign|signature|authcode)[\"']?\\s*[=:]\\s*)[^\\s,;&}]+"
              + "|\\b[0-9a-f]{32,}\\b");

  /** Writes the line as the platform wants it. */
  void write(StringBuilder out) {
    field(out.append('{'), "utcTime", UTC.format(time));
    field(out.append(','), "logLevel", level);
    field(out.append(','), "module", module());
    field(out.append(','), "code", "");
    field(out.append(','), "traceContext", "");
    field(out.append(','), "logContent", content());
    out.append('}');
  }

  /** The bundle. */
  private String module() {
    int dot = logger.indexOf('.', OURS.length());
    return logger.substring(OURS.length(), dot < 0 ? logger.length() : dot);
  }

  private String content() {
    String text = logger.substring(logger.lastIndexOf('.') + 1) + ": " + message;
    String cut = text.length() > MAX_CHARACTERS ? text.substring(0, MAX_CHARACTERS) + "…" : text;
    return SECRET
        .matcher(cut)
        .replaceAll(found -> found.group(1) == null ? "***" : found.group(1) + "***");
  }

  private static void field(StringBuilder out, String name, String value) {
    JsonForm.writeText(out, name);
    JsonForm.writeText(out.append(':'), value);
  }
}
