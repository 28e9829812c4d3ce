/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.ota.journal;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The run of the process in which a step was begun, as the journal keeps it.
 *
 * @param process another text after each start of the process
 * @param stops how often a run was ended in order during the present update
 * @param stopped whether this one was
 */
public record Run(String process, int stops, boolean stopped) {

  private static final Pattern FORM = Pattern.compile("(.*) #(\\d{1,6})( stopped)?");

  /** Reads what {@link #toString} wrote; any other text is a run that was not ended in order. */
  public static Run of(String text) {
    Matcher form = FORM.matcher(text);
    return form.matches()
        ? new Run(form.group(1), Integer.parseInt(form.group(2)), form.group(3) != null)
        : new Run(text, 0, false);
  }

  /** The same, ended in order. */
  public Run ended() {
    return new Run(process, stops + 1, true);
  }

  @Override
  public String toString() {
    return stops == 0 ? process : process + " #" + stops + (stopped ? " stopped" : "");
  }
}
