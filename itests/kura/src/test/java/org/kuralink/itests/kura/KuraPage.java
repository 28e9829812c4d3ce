/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.kura;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.eclipse.kura.cloudconnection.CloudConnectionManager;
import org.eclipse.kura.cloudconnection.CloudEndpoint;
import org.eclipse.kura.cloudconnection.factory.CloudConnectionFactory;
import org.eclipse.kura.configuration.ComponentConfiguration;
import org.eclipse.kura.configuration.ConfigurableComponent;
import org.eclipse.kura.configuration.ConfigurationService;
import org.kuralink.api.connection.CloudSession;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.runtime.ServiceComponentRuntime;

/** A double of Kura's Cloud Connections page: performs the steps of its buttons. */
final class KuraPage {

  static final String ENDPOINT = "org.kuralink.kura.AlibabaCloudIotPlatform";

  private static final String IN_THE_MENU =
      "(!(|(objectClass=org.eclipse.kura.wire.WireComponent)"
          + "(objectClass=org.eclipse.kura.driver.Driver)(kura.ui.service.hide=true)))";
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration LOOK_AGAIN = Duration.ofMillis(10);

  private final BundleContext context;
  private final KuraDouble kura;

  KuraPage(BundleContext context, KuraDouble kura) {
    this.context = context;
    this.kura = kura;
  }

  CloudConnectionFactory factory() {
    ServiceReference<CloudConnectionFactory> found =
        context.getServiceReference(CloudConnectionFactory.class);
    return found == null ? null : context.getService(found);
  }

  /** The title of each tab, in the order in which they are drawn. */
  List<String> tabs(String connection) throws Exception {
    List<String> titles = new ArrayList<>();
    for (String pid : factory().getStackComponentsPids(connection)) {
      var filter =
          FrameworkUtil.createFilter("(" + ConfigurationService.KURA_SERVICE_PID + "=" + pid + ")");
      kura.getComponentConfigurations(filter).forEach(shown -> titles.add(title(shown.getPid())));
    }
    titles.sort(null);
    Set<String> distinct = new HashSet<>(titles);
    if (distinct.size() < titles.size()) {
      throw new AssertionError("a tab is drawn twice: " + titles);
    }
    return titles;
  }

  static String title(String pid) {
    String last = pid.substring(pid.lastIndexOf('.') + 1);
    return last.substring(0, 1).toUpperCase(Locale.ROOT) + last.substring(1);
  }

  /** Creates a connection and waits until all its tabs can be drawn. */
  void create(String connection) throws Exception {
    factory().createConfiguration(connection);
    awaitComplete(connection);
  }

  /**
   * Deletes a connection as a person does, who is not so quick as to do it while its components are
   * still being given their configurations: whose service comes after that would be registered
   * anew.
   */
  void delete(String connection) throws Exception {
    kura.held().awaitDelivered();
    factory().deleteConfiguration(connection);
  }

  /** Creates a publisher or subscriber of a connection and waits until it is there. */
  void createPublisherOrSubscriber(String factoryPid, String pid, String connection)
      throws Exception {
    kura.createFactoryConfiguration(
        factoryPid, pid, Map.of("cloud.endpoint.service.pid", connection), true);
    await(pid + " is not there", () -> named(pid));
  }

  /** Returns the publishers and subscribers that the page offers for our connections. */
  List<String> publishersAndSubscribers() {
    var runtime = context.getService(context.getServiceReference(ServiceComponentRuntime.class));
    return runtime.getComponentDescriptionDTOs().stream()
        .filter(
            component ->
                Arrays.stream(component.serviceInterfaces)
                    .anyMatch(name -> name.matches(".*\\.Cloud(Publisher|Subscriber)")))
        .filter(component -> component.properties.get("service.pid") instanceof String)
        .filter(
            component -> ENDPOINT.equals(component.properties.get("cloud.connection.factory.pid")))
        .map(component -> component.name)
        .sorted()
        .toList();
  }

  /** The names of ours that stand in Kura's menu, under Services. */
  List<String> menu() throws Exception {
    return kura.getComponentConfigurations(FrameworkUtil.createFilter(IN_THE_MENU)).stream()
        .map(ComponentConfiguration::getPid)
        .filter(pid -> factoryOf(pid).startsWith("org.kuralink."))
        .sorted()
        .toList();
  }

  private String factoryOf(String pid) {
    return String.valueOf(
        kura.getComponentConfiguration(pid).getConfigurationProperties().get("service.factoryPid"));
  }

  /** The factories of ours that the page offers under the plus of that menu. */
  List<String> offeredInTheMenu() {
    var runtime = context.getService(context.getServiceReference(ServiceComponentRuntime.class));
    List<String> hidden =
        runtime.getComponentDescriptionDTOs().stream()
            .filter(component -> component.properties.containsKey("kura.ui.factory.hide"))
            .map(component -> component.name)
            .toList();
    return kura.forms().stream().map(KuraForm::pid).filter(pid -> !hidden.contains(pid)).toList();
  }

  /** Whether a component of that lasting name is there. */
  boolean named(String pid) throws InvalidSyntaxException {
    return service(ConfigurableComponent.class, pid) != null;
  }

  void awaitComplete(String connection) {
    await(
        connection + " is not complete",
        () ->
            endpoint(connection) != null
                && session(connection) != null
                && !tabs(connection).isEmpty()
                && tabs(connection).size() == factory().getStackComponentsPids(connection).size()
                && factory().getStackComponentsPids(connection).stream()
                    .allMatch(part -> kura.getComponentConfiguration(part) != null));
  }

  /**
   * Presses Apply on a tab: every field travels, changed or not, passwords readable. A text that
   * nobody has filled in is empty, another value is absent. Comes back when the components have
   * been given it: no person presses the next button before.
   */
  void apply(String pid, Map<String, Object> changes) throws Exception {
    Map<String, Object> present = kura.getComponentConfiguration(pid).getConfigurationProperties();
    Map<String, Object> all = new HashMap<>();
    all.put(ConfigurationService.KURA_SERVICE_PID, pid);
    for (FormField field : kura.form((String) present.get("service.factoryPid")).fields()) {
      String empty = field.type().equals("String") ? "" : null;
      all.put(field.id(), present.getOrDefault(field.id(), empty));
    }
    all.putAll(changes);
    kura.updateConfiguration(pid, all);
    kura.held().awaitDelivered();
  }

  /** The endpoint of a connection, which must be one service with all that the page asks for. */
  CloudEndpoint endpoint(String connection) throws InvalidSyntaxException {
    Collection<ServiceReference<CloudEndpoint>> found =
        context.getServiceReferences(
            CloudEndpoint.class,
            "(" + ConfigurationService.KURA_SERVICE_PID + "=" + connection + ")");
    return found.isEmpty() ? null : context.getService(found.iterator().next());
  }

  /** Returns the status of a connection on the page. */
  String state(String connection) throws InvalidSyntaxException {
    CloudEndpoint endpoint = endpoint(connection);
    if (endpoint == null) {
      return "UNREGISTERED";
    }
    return ((CloudConnectionManager) endpoint).isConnected() ? "CONNECTED" : "DISCONNECTED";
  }

  String lastError(String connection) throws InvalidSyntaxException {
    return endpoint(connection).getInfo().getOrDefault("Last error", "");
  }

  /** The session behind a connection. */
  CloudSession session(String connection) throws InvalidSyntaxException {
    return service(CloudSession.class, connection + ".connection");
  }

  /** A service by its lasting name, if it is there. */
  <T> T service(Class<T> type, String pid) throws InvalidSyntaxException {
    Collection<ServiceReference<T>> found =
        context.getServiceReferences(type, "(kura.service.pid=" + pid + ")");
    return found.isEmpty() ? null : context.getService(found.iterator().next());
  }

  /** The button goes to every manager whose name ends so; Disconnect only if it is connected. */
  void press(boolean connect, String connection) throws Exception {
    if (connect || state(connection).equals("CONNECTED")) {
      request(connect, connection);
    }
  }

  /** Kura's REST interface asks nothing first. */
  void request(boolean connect, String connection) throws Exception {
    for (ServiceReference<CloudConnectionManager> reference :
        context.getServiceReferences(CloudConnectionManager.class, null)) {
      String pid = (String) reference.getProperty(ConfigurationService.KURA_SERVICE_PID);
      if (pid.endsWith(connection)) {
        CloudConnectionManager manager = context.getService(reference);
        if (connect) {
          manager.connect();
        } else {
          manager.disconnect();
        }
      }
    }
  }

  /** Names of all services of ours that carry a name of Kura. */
  List<String> named() throws InvalidSyntaxException {
    ServiceReference<?>[] found =
        context.getAllServiceReferences(
            null, "(" + ConfigurationService.KURA_SERVICE_PID + "=org.kuralink.*)");
    return found == null
        ? List.of()
        : Arrays.stream(found)
            .map(reference -> String.valueOf(reference.getProperty("kura.service.pid")))
            .sorted()
            .toList();
  }

  /** Deletes everything of ours and waits until nothing of it is left. */
  void clear() throws Exception {
    for (String pid : factory().getManagedCloudConnectionPids()) {
      delete(pid);
    }
    kura.held().awaitDelivered();
    for (String pid : kura.getConfigurableComponentPids()) {
      kura.deleteFactoryConfiguration(pid, false);
    }
    await("services are left", () -> named().isEmpty());
    if (!kura.held().nobodys().isEmpty()) {
      throw new AssertionError("configurations of nobody: " + kura.held().nobodys());
    }
  }

  /**
   * Waits until something holds, for as long as a busy machine may need. A service that is asked
   * for and not there now may come.
   */
  void await(String what, Callable<Boolean> condition) {
    org.awaitility.Awaitility.await(what)
        .atMost(PATIENCE)
        .pollDelay(Duration.ZERO)
        .pollInterval(LOOK_AGAIN)
        .ignoreException(NullPointerException.class)
        .until(condition);
  }
}
