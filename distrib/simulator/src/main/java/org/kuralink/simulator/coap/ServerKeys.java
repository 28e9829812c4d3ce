/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator.coap;

import java.util.List;
import javax.net.ssl.X509KeyManager;
import org.eclipse.californium.scandium.dtls.CertificateType;
import org.eclipse.californium.scandium.dtls.x509.CertificateConfigurationHelper;
import org.eclipse.californium.scandium.dtls.x509.KeyManagerCertificateProvider;

/**
 * The server's keys for DTLS. Omits the library's test signature for each key: the simulator has
 * generated the keys itself, and the test takes longer than the rest of the start.
 */
final class ServerKeys extends KeyManagerCertificateProvider {

  private final X509KeyManager keys;

  ServerKeys(X509KeyManager keys) {
    super(keys, CertificateType.X_509);
    this.keys = keys;
  }

  @Override
  public void setupConfigurationHelper(CertificateConfigurationHelper helper) {
    for (String type : List.of("EC", "RSA")) {
      for (String alias : keys.getServerAliases(type, null)) {
        helper.addConfigurationDefaultsFor(List.of(keys.getCertificateChain(alias)));
      }
    }
  }
}
