/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator.tsl;

import com.google.gson.JsonElement;
import org.jspecify.annotations.Nullable;

/** Validates a value against a data type of the TSL. */
@FunctionalInterface
interface ValueCheck {

  /** Returns the error of the value; null if it is valid. */
  @Nullable String problem(JsonElement value);
}
