/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.tsl;

import java.util.List;
import org.kuralink.api.codec.JsonText;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Parses thing models and validates values against them. A stateless service: any thread may call
 * it, and it may be replaced while models that it read are in use.
 */
@ProviderType
public interface ThingModels {

  /** The maximum number of properties, events and services of a module in total. */
  int MAX_FEATURES = 1000;

  /** The maximum number of modules of a model; the platform's own limit is 200. */
  int MAX_MODULES = 256;

  /**
   * Parses a TSL document: a module, an array of modules, or a reply of the platform that contains
   * one in its {@code data}. An element that cannot be read is not checked and listed in {@link
   * ThingModel#warnings}; the rest of the model remains valid.
   *
   * @throws MalformedModelException if the document is not a TSL or nothing of it can be read; it
   *     names the line and the element
   */
  default ThingModel read(JsonText tsl) throws MalformedModelException {
    return read(List.of(tsl));
  }

  /**
   * Parses the modules of one product from one document each, as the console exports them.
   *
   * @param documents at least one
   * @throws MalformedModelException if one of them is not a TSL or nothing of it can be read
   */
  ThingModel read(List<JsonText> documents) throws MalformedModelException;

  /**
   * Validates a value and converts it to the Java form of its type: a text that represents a number
   * becomes the number, 0 and 1 become a Boolean. A deviation that the platform is known to refuse
   * is a violation; any other deviation is a doubt.
   *
   * @param path the name of the value in violations, for example the identifier of the property
   * @param type the expected type
   * @param value plain Java: Number, String, Boolean, Map or List; null inside a container is a
   *     violation. An {@link UntypedValue} is converted to the type wherever this does not change
   *     its meaning
   */
  CheckedValue check(String path, DataType type, Object value);
}
