/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.tsl;

import org.kuralink.api.codec.JsonText;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Reads thing models and checks values against them. A service without state: any thread may call
 * it, and it may be replaced while models that it read are in use.
 */
@ProviderType
public interface ThingModels {

  /** How many properties, events and services together a model may have. */
  int MAX_FEATURES = 1000;

  /**
   * Reads a TSL document.
   *
   * @throws MalformedModelException if it is none, naming the line and the element
   */
  ThingModel read(JsonText tsl) throws MalformedModelException;

  /**
   * Checks a value and brings it into the Java form of its type: a text that spells a number
   * becomes the number, 0 and 1 become a Boolean.
   *
   * @param path how the value is called in violations, for example the identifier of the property
   * @param value plain Java: Number, String, Boolean, Map or List; null inside a container is a
   *     violation
   */
  CheckedValue check(String path, DataType type, Object value);
}
