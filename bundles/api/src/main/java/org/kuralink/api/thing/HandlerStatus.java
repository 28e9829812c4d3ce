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
 * A snapshot of a handler, source, codec or listener that is registered for a thing.
 *
 * @param kind the type of the service
 * @param identifiers the properties or services that it is registered for; empty for all that have
 *     no handler of their own
 * @param name the name of its class
 * @param busy whether a call is running
 * @param waiting how many further calls wait
 */
public record HandlerStatus(
    Kind kind, Set<String> identifiers, String name, boolean busy, int waiting) {

  /** Copies the set. */
  public HandlerStatus {
    identifiers = Set.copyOf(identifiers);
  }

  /** The type of a registered service. */
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
