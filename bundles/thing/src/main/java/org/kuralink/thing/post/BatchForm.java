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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.kuralink.api.codec.JsonText;
import org.kuralink.api.thing.BatchPost;
import org.kuralink.thing.model.JsonForm;
import org.kuralink.thing.post.Pieces.Piece;

/** Writes {@code {"properties":{"P":[…]},"events":{"E":[…]}}}. */
final class BatchForm {

  static final String METHOD = "thing.event.property.batch.post";

  private BatchForm() {}

  static List<JsonText> write(BatchPost post, Outgoing outgoing) {
    Pieces pieces = new Pieces(BatchForm::message);
    post.properties()
        .forEach(
            (identifier, values) -> {
              for (int i = 0; i < values.size(); i++) {
                StringBuilder json = new StringBuilder();
                outgoing.property(json, identifier + "[" + i + "]", identifier, values.get(i));
                pieces.add(new Piece(false, 0, identifier, json));
              }
            });
    post.events()
        .forEach(
            (identifier, values) -> {
              for (int i = 0; i < values.size(); i++) {
                StringBuilder json = new StringBuilder();
                outgoing.event(json, identifier + "[" + i + "]", identifier, values.get(i));
                pieces.add(new Piece(true, 0, identifier, json));
              }
            });
    return pieces.messages();
  }

  private static String message(List<Piece> pieces) {
    StringBuilder out = new StringBuilder("{\"properties\":");
    group(out, pieces, false);
    group(out.append(",\"events\":"), pieces, true);
    return out.append('}').toString();
  }

  private static void group(StringBuilder out, List<Piece> pieces, boolean events) {
    Map<String, List<CharSequence>> groups = new LinkedHashMap<>();
    for (Piece piece : pieces) {
      if (piece.event() == events) {
        groups.computeIfAbsent(piece.identifier(), name -> new ArrayList<>()).add(piece.json());
      }
    }
    String separator = "{";
    for (Map.Entry<String, List<CharSequence>> group : groups.entrySet()) {
      JsonForm.writeText(out.append(separator), group.getKey());
      out.append(":[").append(String.join(",", group.getValue())).append(']');
      separator = ",";
    }
    out.append(groups.isEmpty() ? "{}" : "}");
  }
}
