/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.thing.post;

import org.jspecify.annotations.Nullable;
import org.kuralink.api.codec.JsonText;
import org.kuralink.json.output.JsonOutput;
import org.kuralink.json.output.UnsayableException;

/**
 * An object that grows member by member, for whoever has to end it before it gets too long. For one
 * thread.
 */
final class JsonMembers {

  private final StringBuilder out = new StringBuilder("{");
  private int size;

  /**
   * Adds a member; nothing is added if that fails.
   *
   * @throws UnsayableException as {@link JsonOutput#text}
   */
  void put(String name, @Nullable Object value) {
    int before = out.length();
    try {
      JsonOutput.append(size == 0 ? out : out.append(','), name);
      JsonOutput.append(out.append(':'), value);
      size++;
    } catch (UnsayableException e) {
      out.setLength(before);
      throw e;
    }
  }

  /** How many members there are. */
  int size() {
    return size;
  }

  /** How many characters the object has so far. */
  int length() {
    return out.length();
  }

  /** The object; afterwards there are no members. */
  JsonText take() {
    JsonText object = JsonText.of(out.append('}').toString());
    out.setLength(1);
    size = 0;
    return object;
  }
}
