/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.thing.model;

/** What becomes of values that the thing model does not allow. */
public enum Validation {
  /** They are not sent. */
  REJECT,
  /** They are sent, and a person is told. */
  WARN,
  /** They are sent unchecked. */
  OFF
}
