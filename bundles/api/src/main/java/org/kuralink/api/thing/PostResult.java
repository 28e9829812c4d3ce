/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.thing;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.kuralink.api.connection.Reply;
import org.kuralink.api.tsl.Violation;

/**
 * The result of a post.
 *
 * @param replies the platform's replies, one per message, in the order of sending
 * @param violations violations of the thing model that were sent anyway because validation only
 *     warns
 * @param refused the properties or events that the platform refused within messages that it
 *     answered with 200: its explanation by identifier, for example {@code tsl parse: params not
 *     exist}
 */
public record PostResult(
    List<Reply> replies, List<Violation> violations, Map<String, String> refused) {

  /** Copies the lists and the map. */
  public PostResult {
    replies = List.copyOf(replies);
    violations = List.copyOf(violations);
    refused = Collections.unmodifiableMap(new LinkedHashMap<>(refused));
  }

  /** Creates the result of a post whose messages were accepted or refused as a whole. */
  public PostResult(List<Reply> replies, List<Violation> violations) {
    this(replies, violations, Map.of());
  }

  /**
   * Returns whether the platform replied to every message. Over HTTPS and CoAP it only acknowledges
   * their arrival, and discards invalid values without notice.
   */
  public boolean isAnswered() {
    return replies.stream().allMatch(Reply::isAnswered);
  }

  /** Returns whether the platform accepted every message with all its values. */
  public boolean isSuccess() {
    return refused.isEmpty() && replies.stream().allMatch(Reply::isSuccess);
  }
}
