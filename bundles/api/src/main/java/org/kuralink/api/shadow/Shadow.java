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
 * The shadow of one device (developer guide 7): what it reported last and what applications desire
 * of it, kept by the platform for times when one of them is not there. A service with the
 * properties {@code kura.service.pid} (its own) and {@link #CONNECTION}.
 *
 * <p>Any thread may call; no method waits for the network. Operations are made one after another,
 * each with a version of its own; one that meets a newer version of the shadow reads that and is
 * made once more. Their stages are completed on the thread of the shadow and fail with {@link
 * ShadowException}, or with {@link org.kuralink.api.connection.LinkException} if there is no
 * answer.
 */
@ProviderType
public interface Shadow {

  /** The service property that names the session, by its {@code kura.service.pid}. */
  String CONNECTION = "connection";

  /** How many attributes the platform keeps of a device. */
  int MAX_ATTRIBUTES = 128;

  /**
   * The shadow of a device of the same session: one of the gateway's sub-devices, or the gateway
   * itself, for which it is this one. It may be kept; it follows the session and the configuration.
   * Nothing is held or asked for a sub-device before one of the other methods is called, unless a
   * {@link DesiredStateHandler} is there for it. Operations fail as offline as long as the device
   * is not logged in.
   */
  Shadow of(DeviceIdentity device);

  /** A picture of this moment. */
  ShadowStatus status();

  /** Asks the platform for the shadow and gives its answer, not what is held here. */
  CompletionStage<ShadowDocument> get();

  /**
   * Reports attributes; those that are not named stay as they are, an array is replaced as a whole.
   *
   * @param attributes by name, which is not empty: Number, String, Boolean, {@code Map<String, ?>}
   *     or {@code List<?>}, as they are at this moment; at least one, and at most {@link
   *     #MAX_ATTRIBUTES} with those reported before. The text {@code "null"} is refused, for to the
   *     platform it means that there is no value.
   * @return the version that the shadow has now
   */
  CompletionStage<Long> report(Map<String, ?> attributes);

  /**
   * Deletes reported attributes.
   *
   * @param attributes at least one
   * @return the version that the shadow has now
   */
  CompletionStage<Long> delete(Set<String> attributes);

  /**
   * Deletes everything reported.
   *
   * @return the version that the shadow has now
   */
  CompletionStage<Long> deleteAll();

  /** Hears of changes, on the thread of the shadow. */
  Registration addListener(ShadowListener listener);
}
