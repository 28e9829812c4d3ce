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
import java.util.Map;
import org.kuralink.api.codec.JsonText;
import org.kuralink.api.thing.PropertyPost;
import org.kuralink.api.thing.PropertyValue;
import org.kuralink.thing.model.JsonForm;

/** Writes {@code {"P":…,"Q":{"value":…,"time":…}}}, straight into each message. */
final class PropertyForm {

  static final String METHOD = "thing.event.property.post";

  private final Outgoing outgoing;
  private final Map<String, Object> sent;
  private final List<JsonText> messages = new ArrayList<>();
  private final StringBuilder message = new StringBuilder("{");
  private int inMessage;

  private PropertyForm(Outgoing outgoing, Map<String, Object> sent) {
    this.outgoing = outgoing;
    this.sent = sent;
  }

  /**
   * Writes the messages of a post.
   *
   * @param sent takes the values in the form of their types
   */
  static List<JsonText> write(PropertyPost post, Outgoing outgoing, Map<String, Object> sent) {
    PropertyForm form = new PropertyForm(outgoing, sent);
    post.values().forEach(form::write);
    form.endMessage();
    return form.messages;
  }

  private void write(String identifier, PropertyValue value) {
    if (inMessage == Pieces.MAX_VALUES || message.length() > Pieces.MAX_CHARACTERS) {
      endMessage();
    }
    if (inMessage > 0) {
      message.append(',');
    }
    JsonForm.writeText(message, identifier);
    sent.put(identifier, outgoing.property(message.append(':'), identifier, identifier, value));
    inMessage++;
  }

  private void endMessage() {
    if (inMessage > 0) {
      messages.add(JsonText.of(message.append('}').toString()));
      message.setLength(1);
      inMessage = 0;
    }
  }
}
