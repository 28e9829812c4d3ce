/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.thing.model;

/** Where the thing model comes from. */
public enum ModelSource {
  /** The platform is asked for it. */
  CLOUD,
  /** It is read from a file. */
  FILE,
  /** There is none, and nothing is checked. */
  NONE
}
