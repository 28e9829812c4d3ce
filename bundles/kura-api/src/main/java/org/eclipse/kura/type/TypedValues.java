/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.eclipse.kura.type;

import org.osgi.annotation.versioning.ProviderType;

/** Creates typed values; declares only what Kuralink uses. */
@ProviderType
public final class TypedValues {

  private TypedValues() {}

  /**
   * Returns the typed value that corresponds to the Java type of a value.
   *
   * @throws IllegalArgumentException if there is no corresponding type
   */
  public static TypedValue<?> newTypedValue(Object value) {
    if (value instanceof Boolean truth) {
      return new BooleanValue(truth);
    } else if (value instanceof byte[] bytes) {
      return new ByteArrayValue(bytes);
    } else if (value instanceof Float number) {
      return new FloatValue(number);
    } else if (value instanceof Double number) {
      return new DoubleValue(number);
    } else if (value instanceof Integer number) {
      return new IntegerValue(number);
    } else if (value instanceof Long number) {
      return new LongValue(number);
    } else if (value instanceof String text) {
      return new StringValue(text);
    }
    throw new IllegalArgumentException("no type of Kura is that of " + value);
  }
}
