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
 * What became of a post.
 *
 * @param replies of the platform, one a message, in the order of sending
 * @param violations that were let through because validation only warns
 * @param refused what the platform did not take of messages to which it answered 200, by
 *     identifier, with its words, for example {@code tsl parse: params not exist}
 */
public record PostResult(
    List<Reply> replies, List<Violation> violations, Map<String, String> refused) {

  /** Copies the lists and the map. */
  public PostResult {
    replies = List.copyOf(replies);
    violations = List.copyOf(violations);
    refused = Collections.unmodifiableMap(new LinkedHashMap<>(refused));
  }

  /** Of messages that were taken as wholes, or refused as wholes. */
  public PostResult(List<Reply> replies, List<Violation> violations) {
    this(replies, violations, Map.of());
  }

  /**
   * Whether the platform has answered every message. Over HTTPS and CoAP it only accepts them, and
   * refuses what it does not like without a word.
   */
  public boolean isAnswered() {
    return replies.stream().allMatch(Reply::isAnswered);
  }

  /** Whether the platform took every message and everything that was in it. */
  public boolean isSuccess() {
    return refused.isEmpty() && replies.stream().allMatch(Reply::isSuccess);
  }
}
