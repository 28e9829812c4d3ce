/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.thing.post;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.kuralink.api.codec.JsonText;

/** The values of one post, put together to messages that are within the platform's limits. */
final class Pieces {

  /** As many values as the platform takes in one message (developer guide 9.5, code 6106). */
  static final int MAX_VALUES = 200;

  /** As many characters as leave a message well below the platform's 256 KB, whatever they are. */
  static final int MAX_CHARACTERS = 60 * 1024;

  private final Function<List<Piece>, String> form;
  private final List<JsonText> messages = new ArrayList<>();
  private final List<Piece> pieces = new ArrayList<>();
  private int characters;

  /**
   * No pieces yet.
   *
   * @param form makes a message of the pieces that fit in it
   */
  Pieces(Function<List<Piece>, String> form) {
    this.form = form;
  }

  /** Adds a value. */
  void add(Piece piece) {
    if (pieces.size() == MAX_VALUES || characters > MAX_CHARACTERS) {
      end();
    }
    pieces.add(piece);
    characters += piece.identifier().length() + piece.json().length();
  }

  /** All messages. */
  List<JsonText> messages() {
    end();
    return List.copyOf(messages);
  }

  private void end() {
    if (!pieces.isEmpty()) {
      messages.add(JsonText.of(form.apply(List.copyOf(pieces))));
      pieces.clear();
      characters = 0;
    }
  }

  /**
   * One value.
   *
   * @param event whether it is one of an event
   * @param moment which of the moments it belongs to
   */
  record Piece(boolean event, int moment, String identifier, CharSequence json) {}
}
