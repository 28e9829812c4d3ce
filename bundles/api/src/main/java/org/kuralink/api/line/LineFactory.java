/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.line;

import org.kuralink.api.connection.Secret;
import org.kuralink.api.connection.SessionFault;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Creates lines over certain transports. A service with the property {@value #TRANSPORT}, whose
 * values correspond to the setting {@code transport} of a connection (for example {@code tls},
 * {@code tcp}, {@code wss}, {@code ws}). Of several factories for a transport, the one with the
 * highest {@code service.ranking} is used. When the service is unregistered, sessions close the
 * lines that it created, and the factory closes the remaining ones.
 *
 * <p>Any thread may call. {@link #create} must not block, whatever the state of the network.
 */
@ConsumerType
public interface LineFactory {

  /** The service property ({@code String[]}) with the names of the transports, in lower case. */
  String TRANSPORT = "transport";

  /**
   * Creates a line that is not open yet. Invalid settings are reported by {@link Line#open}.
   *
   * @param events the callbacks of the line
   */
  Line create(LineSettings settings, LineEvents events);

  /**
   * Obtains the secret of a device by dynamic registration (developer guide 2.3), over a connection
   * of its own. Blocks up to the limits of the settings.
   *
   * @param settings with a log-in that signs with the product secret
   * @param random a fresh random text that is part of the signed content
   * @throws LineException if the platform refuses or cannot be reached, or if the transport does
   *     not support registration
   */
  default Secret register(LineSettings settings, String random) throws LineException {
    throw new LineException(
        SessionFault.Cause.CONFIGURATION,
        "a device cannot be registered over "
            + settings.server().transport()
            + "; choose registration https");
  }
}
