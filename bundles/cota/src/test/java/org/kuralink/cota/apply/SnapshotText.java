/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.cota.apply;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** The properties of components as a text that differs if a value or its type does. */
public final class SnapshotText {

  private SnapshotText() {}

  /** Reads the text. */
  public static Map<String, Map<String, Object>> read(byte[] text) throws IOException {
    return PropertyText.read(text);
  }

  /** The text. */
  public static String of(Map<String, Map<String, Object>> components) {
    return new String(PropertyText.write(components), StandardCharsets.UTF_8);
  }
}
