/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.thing;

import java.util.List;
import org.kuralink.api.connection.Reply;
import org.kuralink.api.tsl.Violation;

/**
 * What became of a post.
 *
 * @param replies of the platform, one a message, in the order of sending
 * @param violations that were let through because validation only warns
 */
public record PostResult(List<Reply> replies, List<Violation> violations) {

  /** Copies the lists. */
  public PostResult {
    replies = List.copyOf(replies);
    violations = List.copyOf(violations);
  }

  /** Whether the platform took every message. */
  public boolean isSuccess() {
    return replies.stream().allMatch(Reply::isSuccess);
  }
}
