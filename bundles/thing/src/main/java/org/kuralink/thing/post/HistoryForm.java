/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.thing.post;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.kuralink.api.codec.JsonText;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.thing.EventValue;
import org.kuralink.api.thing.HistoryPost;
import org.kuralink.api.thing.PropertyValue;
import org.kuralink.thing.model.JsonForm;
import org.kuralink.thing.post.Pieces.Piece;

/** Writes {@code [{"identity":{…},"properties":[{"P":{"value":…,"time":…}}],"events":[…]}]}. */
final class HistoryForm {

  static final String METHOD = "thing.event.property.history.post";

  private static final String NO_TIME = "has no time, which history must have";

  private final DeviceIdentity identity;
  private final Outgoing outgoing;

  private HistoryForm(DeviceIdentity identity, Outgoing outgoing) {
    this.identity = identity;
    this.outgoing = outgoing;
  }

  static List<JsonText> write(HistoryPost post, DeviceIdentity identity, Outgoing outgoing) {
    HistoryForm form = new HistoryForm(identity, outgoing);
    Pieces pieces = new Pieces(form::message);
    for (int i = 0; i < post.properties().size(); i++) {
      form.properties(pieces, i, post.properties().get(i));
    }
    for (int i = 0; i < post.events().size(); i++) {
      form.events(pieces, i, post.events().get(i));
    }
    return pieces.messages();
  }

  private void properties(Pieces pieces, int moment, Map<String, PropertyValue> values) {
    values.forEach(
        (identifier, value) -> {
          String path = "properties[" + moment + "]." + identifier;
          StringBuilder json = new StringBuilder();
          outgoing.property(json, path, identifier, value);
          needTime(path, value.time());
          pieces.add(new Piece(false, moment, identifier, json));
        });
  }

  private void events(Pieces pieces, int moment, Map<String, EventValue> values) {
    values.forEach(
        (identifier, value) -> {
          String path = "events[" + moment + "]." + identifier;
          StringBuilder json = new StringBuilder();
          outgoing.event(json, path, identifier, value);
          needTime(path, value.time());
          pieces.add(new Piece(true, moment, identifier, json));
        });
  }

  private void needTime(String path, OptionalLong time) {
    if (time.isEmpty()) {
      outgoing.forbid(path, NO_TIME);
    }
  }

  private String message(List<Piece> pieces) {
    StringBuilder out = new StringBuilder("[{\"identity\":{\"productKey\":");
    JsonForm.writeText(out, identity.productKey());
    JsonForm.writeText(out.append(",\"deviceName\":"), identity.deviceName());
    moments(out.append("},\"properties\":["), pieces, false);
    moments(out.append("],\"events\":["), pieces, true);
    return out.append("]}]").toString();
  }

  private static void moments(StringBuilder out, List<Piece> pieces, boolean events) {
    int moment = -1;
    for (Piece piece : pieces) {
      if (piece.event() == events) {
        out.append(moment < 0 ? "{" : moment == piece.moment() ? "," : "},{");
        JsonForm.writeText(out, piece.identifier());
        out.append(':').append(piece.json());
        moment = piece.moment();
      }
    }
    out.append(moment < 0 ? "" : "}");
  }
}
