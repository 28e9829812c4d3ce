/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.thing;

import java.util.Set;

/**
 * Somebody who serves a thing, as a picture of this moment.
 *
 * @param kind what for
 * @param identifiers of the properties or services; empty for all that nobody else names
 * @param name the name of its class
 * @param busy whether it is being called at this moment
 * @param waiting how many further calls wait for it
 */
public record HandlerStatus(
    Kind kind, Set<String> identifiers, String name, boolean busy, int waiting) {

  /** Copies the set. */
  public HandlerStatus {
    identifiers = Set.copyOf(identifiers);
  }

  /** What somebody serves for. */
  public enum Kind {
    /** A {@link PropertySetHandler}. */
    PROPERTY_SET,
    /** A {@link PropertySource}. */
    PROPERTY_GET,
    /** A {@link ServiceHandler}. */
    SERVICE,
    /** A {@link CustomRequestHandler}. */
    CUSTOM_REQUEST,
    /** A {@link RawDataHandler}. */
    RAW_DATA,
    /** A {@link RawDataCodec}. */
    RAW_CODEC,
    /** A {@link DeviceLifeListener}. */
    LIFE
  }
}
