@echo off
rem SPDX-License-Identifier: EPL-2.0
rem Starts the programs of Kuralink from a checkout, as the script kuralink does on other systems. Builds missing parts first.
rem To rebuild after a change: mvnw.cmd -DskipTests package
setlocal
set "ROOT=%~dp0"
set "STATE=%ROOT%.kuralink"
set "HOME_DIR=%ROOT%distrib\gateway\target\kuralink-gateway"
set "NUMBER="
for /f "tokens=3 delims=<>" %%v in ('findstr /r /c:"^  <version>" "%ROOT%pom.xml"') do if not defined NUMBER set "NUMBER=%%v"
set "GATEWAY_JAR=%HOME_DIR%\lib\kuralink-gateway.jar"
set "SIMULATOR_JAR=%ROOT%distrib\simulator\target\kuralink-simulator-%NUMBER%.jar"
set "FIELD_JAR=%ROOT%distrib\field-simulator\target\kuralink-field-simulator-%NUMBER%.jar"
set "DEMO_JAR=%ROOT%distrib\demo\target\kuralink-demo\lib\kuralink-demo.jar"
set "REST="
set "COMMAND=%~1"
if "%COMMAND%"=="" set "COMMAND=help"
for /f "tokens=1,* delims= " %%a in ("%*") do set "REST=%%b"
for %%c in (help --help -h) do if "%COMMAND%"=="%%c" goto usage
for %%c in (version --version) do if "%COMMAND%"=="%%c" goto version

set "JAVA=java"
if defined JAVA_HOME set "JAVA=%JAVA_HOME%\bin\java.exe"
if defined JAVA_HOME if not exist "%JAVA%" goto wronghome
if not defined JAVA_HOME where java >nul 2>nul || goto nojava

for %%c in (demo gateway simulator field-simulator sign command) do if "%COMMAND%"=="%%c" goto %%c
for %%c in (status post event call tags trace ota config shadow devices model services connect disconnect) do if "%COMMAND%"=="%%c" goto remote
call :usage 1>&2
echo kuralink: unknown command %COMMAND% 1>&2
exit /b 1

:demo
call :build distrib/demo "%DEMO_JAR%" || exit /b 1
call :build distrib/gateway "%GATEWAY_JAR%" || exit /b 1
call :build distrib/simulator "%SIMULATOR_JAR%" || exit /b 1
"%JAVA%" -cp "%ROOT%distrib\demo\target\kuralink-demo\lib\*" org.kuralink.demo.Demo --root "%ROOT%." --work "%STATE%\demo" %REST%
exit /b

rem Keeps the user's configuration outside target\, so that no build removes it.
:gateway
call :build distrib/gateway "%GATEWAY_JAR%" || exit /b 1
if exist "%STATE%\gateway\etc" goto configured
xcopy /i /q "%HOME_DIR%\etc" "%STATE%\gateway\etc" >nul || goto unwritable
:configured
"%JAVA%" -Dfile.encoding=UTF-8 -Dkuralink.home="%HOME_DIR%" -cp "%HOME_DIR%\lib\*" org.kuralink.standalone.Gateway --etc "%STATE%\gateway\etc" --data "%STATE%\gateway\data" --shell %REST%
exit /b

rem Stores the data of the simulator in the checkout, whatever the current directory is.
:simulator
call :build distrib/simulator "%SIMULATOR_JAR%" || exit /b 1
"%JAVA%" -Dkuralink.simulator.data="%STATE%\simulator" -cp "%SIMULATOR_JAR%;%ROOT%distrib\simulator\target\lib\*" org.kuralink.simulator.Simulator %REST%
exit /b

:field-simulator
call :build distrib/field-simulator "%FIELD_JAR%" || exit /b 1
"%JAVA%" -XX:TieredStopAtLevel=1 -Xmx256m -Dkuralink.field.simulator.data="%STATE%\field-simulator" -cp "%FIELD_JAR%;%ROOT%distrib\field-simulator\target\lib\*" org.kuralink.fieldsimulator.FieldSimulator %REST%
exit /b

:sign
call :build distrib/gateway "%GATEWAY_JAR%" || exit /b 1
"%JAVA%" -cp "%HOME_DIR%\lib\*;%HOME_DIR%\bundle\*" org.kuralink.standalone.Sign %REST%
exit /b

:command
set "COMMAND=help"
set "WORDS="
for /f "tokens=1,* delims= " %%a in ("%REST%") do (
  set "COMMAND=%%a"
  set "WORDS=%%b"
)
rem "help" comes first: a leading --help would print the options of the gateway.
for %%c in (--help -h) do if "%COMMAND%"=="%%c" (set "COMMAND=help" & set "WORDS=--help")
set "REST=%WORDS%"

rem Builds nothing: a running gateway has been built already.
:remote
if not exist "%GATEWAY_JAR%" goto nogateway
"%JAVA%" -XX:TieredStopAtLevel=1 -Dfile.encoding=UTF-8 -cp "%HOME_DIR%\lib\*" org.kuralink.standalone.Gateway %COMMAND% --data "%STATE%\gateway\data" %REST%
exit /b

rem build MODULE PRODUCT: builds a module and its dependencies unless the product exists.
:build
if exist "%~2" exit /b 0
if defined JAVA_HOME if not exist "%JAVA_HOME%\bin\javac.exe" goto nojdk
if not defined JAVA_HOME where javac >nul 2>nul || goto nojdk
if not exist "%STATE%" md "%STATE%" || goto unwritable
rem Prevents two builds in one tree at the same time.
md "%STATE%\build.lock" 2>nul || goto locked
echo building %~1 for the first time; this takes some minutes and downloads the dependencies 1>&2
call "%ROOT%mvnw.cmd" -B -f "%ROOT%pom.xml" -DskipTests -pl %~1 -am package 1>&2
set "FAILED=%ERRORLEVEL%"
rd "%STATE%\build.lock"
exit /b %FAILED%

:locked
echo kuralink: another command is building here; start this command again when it has finished 1>&2
echo kuralink: if no other command is running, remove %STATE%\build.lock 1>&2
exit /b 1

:wronghome
echo kuralink: JAVA_HOME is %JAVA_HOME%, but it contains no bin\java.exe; set it to a JDK, version 17 or later 1>&2
exit /b 1

:nojava
echo kuralink: no Java found; install a JDK, version 17 or later 1>&2
exit /b 1

:nojdk
echo kuralink: no javac found; install a JDK, not a JRE 1>&2
exit /b 1

:unwritable
echo kuralink: cannot write into %STATE% 1>&2
exit /b 1

:nogateway
echo kuralink: no gateway is running: none has been built here; start one with: kuralink gateway 1>&2
exit /b 1

:version
echo kuralink %NUMBER%
exit /b 0

:usage
echo Usage: kuralink COMMAND [options]
echo.
echo   demo [--once]     starts the simulator, a gateway and field devices, and describes each step; with
echo                     --once it exits after the last step: with 0, or with 1 and the step that failed
echo   gateway           starts the standalone gateway; --help lists the options (--etc DIR, --data DIR, ...)
echo   simulator         starts the local platform simulator; --help lists the options
echo   field-simulator   starts simulated field devices: Modbus slaves and an OPC UA server with changing
echo                     values and faults on demand; --help lists the options
echo   sign              prints the log-in parameters of a device and the text that was signed;
echo                     --help lists the options
echo   help              prints this text
echo   --version         prints the version
echo.
echo Commands for a running gateway, which --data DIR selects by its data directory:
echo.
echo   status            shows the state of the sessions
echo   post NAME=VALUE   posts properties
echo   trace [SECONDS]   shows the messages as they are sent and received
echo   ota, config ...   shows and controls firmware updates and remote configuration
echo   command WORDS     runs any command of the gateway's shell; "kuralink command help" lists them
echo.
echo Kuralink needs a JDK, version 17 or later, in JAVA_HOME or on the PATH. It builds missing parts with
echo Maven, which reads MAVEN_ARGS from the environment.
exit /b 0
