/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.queue;

/** Which message is discarded when the queue is full. */
public enum DropPolicy {
  /** The oldest message is dropped, if possible one that was not read yet. */
  OLDEST,
  /** The message that is being appended is refused. */
  NEWEST
}
