/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.queue;

/** Which message gives way when the queue is full. */
public enum DropPolicy {
  /** The one that has waited longest is dropped, one that nobody has taken yet if possible. */
  OLDEST,
  /** The one that is being appended is refused. */
  NEWEST
}
