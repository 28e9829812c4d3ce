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
 * Reads thing models and checks values against them. A service without state: any thread may call
 * it, and it may be replaced while models that it read are in use.
 */
@ProviderType
public interface ThingModels {

  /** How many properties, events and services together a module may have. */
  int MAX_FEATURES = 1000;

  /** How many modules a model may have; the platform's own limit is 200. */
  int MAX_MODULES = 256;

  /**
   * Reads a TSL document: a module, an array of modules, or a reply of the platform that has one in
   * its {@code data}. An element that cannot be read costs its own check, named in {@link
   * ThingModel#warnings}, and not the model.
   *
   * @throws MalformedModelException if it is none, or nothing of it can be read, naming the line
   *     and the element
   */
  default ThingModel read(JsonText tsl) throws MalformedModelException {
    return read(List.of(tsl));
  }

  /**
   * Reads the modules of one product from a document each, as the console exports them.
   *
   * @param documents at least one
   * @throws MalformedModelException if one of them is none, or nothing of it can be read
   */
  ThingModel read(List<JsonText> documents) throws MalformedModelException;

  /**
   * Checks a value and brings it into the Java form of its type: a text that spells a number
   * becomes the number, 0 and 1 become a Boolean. A violation is what the platform is known to
   * refuse; what is not known is a doubt.
   *
   * @param path how the value is called in violations, for example the identifier of the property
   * @param value plain Java: Number, String, Boolean, Map or List; null inside a container is a
   *     violation. An {@link UntypedValue} takes the form of its type wherever that says the same
   */
  CheckedValue check(String path, DataType type, Object value);
}
