/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.thing;

import java.util.Map;
import org.kuralink.api.connection.RequestOptions;

/**
 * An event to post (developer guide 9.5).
 *
 * @param identifier the identifier of the event in the thing model, for example {@code alarm}
 * @param event the outputs and the time of the event
 * @param options the delivery guarantee and the deadline of the reply
 */
public record EventPost(String identifier, EventValue event, RequestOptions options) {

  /** Returns a durable post of an event without a time. */
  public static EventPost durable(String identifier, Map<String, ?> outputs) {
    return new EventPost(identifier, EventValue.of(outputs), RequestOptions.DURABLE);
  }

  /** Returns a transient post of an event without a time. */
  public static EventPost transientPost(String identifier, Map<String, ?> outputs) {
    return new EventPost(identifier, EventValue.of(outputs), RequestOptions.TRANSIENT);
  }
}
