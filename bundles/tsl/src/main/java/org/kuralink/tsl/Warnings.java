/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.tsl;

import java.util.ArrayList;
import java.util.List;
import org.kuralink.api.tsl.MalformedModelException;

/** The elements of a model that could not be read and are therefore not checked. */
final class Warnings {

  /** The maximum number of listed warnings. */
  private static final int MAX = 50;

  private final List<String> lines = new ArrayList<>();

  void add(MalformedModelException fault) {
    add(String.valueOf(fault.getMessage()));
  }

  void add(String words) {
    if (lines.size() < MAX) {
      lines.add(words);
    }
  }

  List<String> lines() {
    return List.copyOf(lines);
  }
}
