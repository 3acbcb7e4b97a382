import { createApp } from 'vue';
import { showTheme } from './model/theme';
import './styles.css';
import App from './views/App.vue';

showTheme();
createApp(App).mount('#app');
