/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.shadow;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.Registration;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The shadow of one device (developer guide 7): the state that the device last reported and the
 * state that applications desire, stored by the platform. A service with the properties {@code
 * kura.service.pid} (its own) and {@link #CONNECTION}.
 *
 * <p>Any thread may call; no method waits for the network. Operations are sent one after another,
 * each with its own version. If the platform has a newer version, the shadow reads it and repeats
 * the operation once. Stages complete on the thread of the shadow, and fail with {@link
 * ShadowException}, or with {@link org.kuralink.api.connection.LinkException} if there is no reply.
 */
@ProviderType
public interface Shadow {

  /** The service property with the {@code kura.service.pid} of the session. */
  String CONNECTION = "connection";

  /** The maximum number of attributes of a shadow on the platform. */
  int MAX_ATTRIBUTES = 128;

  /**
   * Returns the shadow of a device of the same session: one of the gateway's sub-devices, or the
   * gateway itself. The object may be kept; it follows the session and the configuration. For a
   * sub-device nothing is requested or stored until another method is called, unless a {@link
   * DesiredStateHandler} is registered for it. Operations fail as offline while the device is not
   * logged in.
   */
  Shadow of(DeviceIdentity device);

  /** Returns an immutable snapshot of the current status. */
  ShadowStatus status();

  /** Reads the shadow from the platform and returns its reply, not the local copy. */
  CompletionStage<ShadowDocument> get();

  /**
   * Reports attributes. Other attributes are unchanged; an array is replaced as a whole.
   *
   * @param attributes the values by non-empty name: Number, String, Boolean, {@code Map<String, ?>}
   *     or {@code List<?>}; they are copied. At least one, and at most {@link #MAX_ATTRIBUTES}
   *     including those reported before. The string {@code "null"} is rejected, because the
   *     platform takes it for the absence of a value
   * @return the new version of the shadow
   */
  CompletionStage<Long> report(Map<String, ?> attributes);

  /**
   * Deletes reported attributes.
   *
   * @param attributes at least one name
   * @return the new version of the shadow
   */
  CompletionStage<Long> delete(Set<String> attributes);

  /**
   * Deletes all reported attributes.
   *
   * @return the new version of the shadow
   */
  CompletionStage<Long> deleteAll();

  /** Adds a listener for changes of the status, which is called on the thread of the shadow. */
  Registration addListener(ShadowListener listener);
}
